from typing import Any

from django.core.management.base import BaseCommand

from vmeste.sites.api.contract import contract_text
from vmeste.sites.api.root import api


class Command(BaseCommand):
    help = "Print the contract of the API; docs/api/v1.json keeps it: `manage.py api_contract > docs/api/v1.json`."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(contract_text(api), ending="")
