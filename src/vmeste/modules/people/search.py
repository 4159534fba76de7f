"""What people are found by: classes and members of staff; never a child or a guardian."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import SchoolClass, StaffMember

CLASSES = SearchSource(
    model=SchoolClass,
    may_view=permissions.VIEW_CLASSES,
    url_name="school-class-detail",
    title=str,
    words=lambda row: [row.name, row.organisation.shown_name, row.organisation.name],
    detail=lambda row: f"{row.organisation.shown_name}, {row.year}",
    icon="school",
    prefetched=("organisation", "year"),
)
STAFF = SearchSource(
    model=StaffMember,
    may_view=permissions.VIEW_STAFF,
    url_name="staff-detail",
    title=str,
    words=lambda member: [member.full_name, *(post.post for post in member.posts.all())],
    detail=lambda member: ", ".join(post.post for post in member.posts.all()),
    icon="user",
    prefetched=("posts",),
)

register(CLASSES)
register(STAFF)
