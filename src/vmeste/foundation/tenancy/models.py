"""Rows that belong to one network, and cannot be read or written as another network's."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from .scope import NoNetwork, current_network_id

Row = TypeVar("Row", bound=models.Model)


class CurrentNetwork(models.Expression):
    """The active network's id, bound when the SQL is compiled and not when the query is built."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int]]:
        return "%s", (current_network_id(),)


class NetworkQuerySet(models.QuerySet[Row]):
    """Fills and checks the network where Django would not call `save`."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            _stamp(row)
        return super().bulk_create(rows, *args, **kwargs)


class NetworkManager(models.Manager[Row]):
    _queryset_class = NetworkQuerySet

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(network_id=CurrentNetwork())


class PresentManager(NetworkManager[Row]):
    """Leaves out the rows somebody removed; `with_removed` shows them."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(removed_at=None)


class NetworkModel(models.Model):
    """A row of one network.

    `network` is filled from the active scope on the first save. Subclasses start every index and unique
    constraint with `network` (an architecture test looks), so the column needs no index of its own.
    """

    network = models.ForeignKey(
        "networks.Network", on_delete=models.PROTECT, editable=False, related_name="+", db_index=False
    )

    objects = NetworkManager()

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802 - Django's hook behind get_…_display()
        # Django builds the dictionary of all labels for every call, the costliest cell of a list page.
        labels = field.__dict__.get("_labels_by_value")
        if labels is None:
            labels = field.__dict__["_labels_by_value"] = dict(field.flatchoices)
        value = getattr(self, field.attname)
        label: str = force_str(labels.get(value, value), strings_only=True)
        return label

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Unique constraints name the network: without it they would pass here and fail in the database.
        _stamp(self)
        super().full_clean(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        # The network was looked up when the scope was entered; asking again would be a query for each row.
        super().clean_fields({*(exclude or ()), "network"})

    def save(self, *args: Any, **kwargs: Any) -> None:
        _stamp(self)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *_derived_from(self, fields)}
        super().save(*args, **kwargs)


class EditableModel(NetworkModel):
    """A row people edit and remove.

    `version` grows by one with every edit; whoever saves says which version they saw, so two people never
    overwrite each other unseen. Removal only sets `removed_at`: history and undo need the row.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects: ClassVar[PresentManager[Self]] = PresentManager()
    with_removed = NetworkManager()

    class Meta:
        abstract = True


class DerivedField(models.CharField):
    """A column computed from another column of the row whenever the row is written, in bulk too."""

    source: str

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def derive(self, value: Any) -> str:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        derived = self.derive(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, derived)
        return derived


def _derived_from(row: models.Model, names: Iterable[str]) -> set[str]:
    changed = set(names)
    return {f.name for f in row._meta.concrete_fields if isinstance(f, DerivedField) and f.source in changed}


def _stamp(row: Any) -> None:
    active = current_network_id()
    if row.network_id is None:
        row.network_id = active
    if row.network_id != active:
        raise NoNetwork(f"{type(row).__name__} {row.pk} is in another network")
    for field in row._meta.concrete_fields:
        related = row.__dict__["_state"].fields_cache.get(field.name) if field.is_relation else None
        if related is not None and getattr(related, "network_id", active) != active:
            raise NoNetwork(f"{type(row).__name__}.{field.name} points into another network")
