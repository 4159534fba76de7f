"""All recognisers over one document, in the order in which they need each other."""

from dataclasses import dataclass

from vmeste.pure.reading.candidates import FoundDate, Place, Reading
from vmeste.pure.reading.recognising.entities import judged, propose
from vmeste.pure.reading.recognising.events import find_events
from vmeste.pure.reading.recognising.flow import Flow, Span, Taken
from vmeste.pure.reading.recognising.identities import organisations_of
from vmeste.pure.reading.recognising.moments import find_dates
from vmeste.pure.reading.recognising.money import find_sums, givers
from vmeste.pure.reading.recognising.naming import find_named
from vmeste.pure.reading.recognising.organisations import Named
from vmeste.pure.reading.recognising.papers import Surroundings, find_acts, find_agreements
from vmeste.pure.reading.recognising.people import find_people, merged_people
from vmeste.pure.reading.recognising.programmes import find_programmes
from vmeste.pure.reading.recognising.quantities import find_quantities

_PROPOSED = 0.55


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the recognisers found, and the surroundings in which forms go on reading."""

    reading: Reading
    around: Surroundings


def recognise(flow: Flow) -> Recognised:
    """Every kind of candidate of running text; about 50 000 letters a second once the dictionary is loaded."""

    def span(place: Place) -> Span:
        base = flow.starts[place.passage]
        return base + place.start, base + place.end

    dates = tuple(find_dates(flow))
    people = tuple(find_people(flow))
    dated: list[tuple[Span, FoundDate]] = [(span(date.place), date) for date in dates]
    busy = Taken([*(pair[0] for pair in dated), *(span(one.place) for one in people)])
    named: list[Named] = find_named(flow, busy)
    explained = Taken([*busy, *((one.start, one.end) for one in named)])
    proposed, _ = propose(flow, explained)
    named += [Named(start, end, _PROPOSED) for start, end in judged(flow, proposed, explained)]
    named.sort(key=lambda one: one.start)
    around = Surroundings(flow, dated, named)
    organisation_spans = [(one.start, one.end) for one in named]
    sums = tuple(givers(flow, tuple(find_sums(flow)), organisation_spans))
    agreements = tuple(find_agreements(around))
    acts = tuple(find_acts(around))
    papers = Taken(span(place) for place in (*(one.place for one in agreements), *(one.place for one in acts)))
    busy = Taken([*(pair[0] for pair in dated), *(span(one.place) for one in sums), *papers, *organisation_spans])
    reading = Reading(
        organisations=organisations_of(flow, named),
        people=merged_people(iter(people)),
        agreements=agreements,
        events=tuple(sorted(find_events(around, Taken()), key=lambda one: one.place)),
        programmes=tuple(find_programmes(around, Taken())),
        acts=acts,
        sums=sums,
        indicators=tuple(find_quantities(around, busy)),
        dates=dates,
    )
    return Recognised(reading, around)
