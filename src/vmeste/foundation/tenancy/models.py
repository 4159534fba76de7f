"""Rows that belong to one network, and cannot be read or written as another network's."""

import functools
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from .rules import Rule
from .scope import NoNetwork, current_network_id
from .together import active_unit

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


_beginnings: dict[tuple[type[models.Model], type[models.QuerySet[Any]], type[models.Manager[Any]]], Any] = {}


class NetworkManager(models.Manager[Row]):
    _queryset_class = NetworkQuerySet

    def get_queryset(self) -> models.QuerySet[Row]:
        # Every query begins with the same conditions; working them out anew was a tenth of the cost of a short one.
        # The network is bound when the SQL is compiled, so a beginning serves all networks.
        key = self.model, self._queryset_class, self._family()
        if key not in _beginnings:
            _beginnings[key] = self._limited(self._queryset_class(model=self.model))
        rows = _beginnings[key].all() if self._db is None else _beginnings[key].using(self._db)
        rows._hints = {}  # noqa: SLF001 - copies share this dictionary, and relations write their rows into it
        return rows  # type: ignore[no-any-return]

    @classmethod
    def _family(cls) -> type[models.Manager[Any]]:
        return NetworkManager

    def _limited(self, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
        return rows.filter(network_id=CurrentNetwork())


class PresentManager(NetworkManager[Row]):
    """Leaves out the rows somebody removed; `with_removed` shows them."""

    @classmethod
    def _family(cls) -> type[models.Manager[Any]]:
        return PresentManager

    def _limited(self, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
        return super()._limited(rows).filter(removed_at=None)


class NetworkModel(models.Model):
    """A row of one network.

    `network` is filled from the active scope on the first save. Subclasses start every index and unique
    constraint with `network` (an architecture test looks), so the column needs no index of its own.
    """

    network = models.ForeignKey(
        "networks.Network", on_delete=models.PROTECT, editable=False, related_name="+", db_index=False
    )

    objects = NetworkManager()

    needs_key_at_once: ClassVar[bool] = True
    """Whether others refer to a new row before it is written; see `together`."""

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
        super().clean_fields({*(exclude or ()), "network", *_known_targets(self)})

    def get_constraints(self) -> Any:
        # Where Django validates constraints it finds these: the same words, without a query for each rule.
        return [(model, [Rule(c) for c in constraints]) for model, constraints in super().get_constraints()]

    def save(self, *args: Any, **kwargs: Any) -> None:
        _stamp(self)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *_derived_from(self, fields)}
        write = functools.partial(super().save, *args, **kwargs)
        if (unit := active_unit()) is None:
            write()
        elif self._state.adding and self.pk is None and not args and not kwargs.keys() - {"force_insert", "using"}:
            unit.add(self)
        else:
            unit.save(self, write)


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


def _known_targets(row: models.Model) -> Iterator[str]:
    """Foreign keys whose row is in hand, read from the active network: that it exists needs no query.

    Whether it is still present is asked, and held, where the row is written; the database checks the key itself.
    """
    for field in row._meta.concrete_fields:
        related = row._state.fields_cache.get(field.name) if field.is_relation else None
        if related is None or related._state.adding or field.get_limit_choices_to():  # type: ignore[attr-defined]
            continue
        value = getattr(row, field.attname)
        if value == related.pk and getattr(related, "network_id", None) == current_network_id():
            yield field.name


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
