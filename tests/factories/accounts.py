from itertools import count

from vmeste.modules.accounts.models import User

_number = count(1)
PASSWORD = "a long enough phrase"


def make_user(**values):
    number = next(_number)
    values = {"email": f"person{number}@example.org", "full_name": f"Person {number}", **values}
    return User.objects.create_user(password=PASSWORD, **values)
