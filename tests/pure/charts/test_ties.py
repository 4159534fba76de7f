import math

from hypothesis import given, settings
from hypothesis import strategies as st

from vmeste.pure.charts.ties import places

GRAPHS = st.integers(1, 60).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n), st.integers(0, n)), max_size=120))
)


@settings(max_examples=40, deadline=None)
@given(GRAPHS, st.integers(0, 5))
def test_every_node_has_a_place_of_its_own_and_the_same_one_each_time(graph, seed):
    count, ties = graph
    placed = places(range(count), ties, seed=seed)
    assert placed.keys() == set(range(count))
    assert len(set(placed.values())) == count
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in placed.values())
    assert placed == places(range(count), ties, seed=seed)


def test_tied_nodes_stand_nearer_than_the_average_pair():
    ties = [(n, n + 1) for n in range(20)]
    placed = places(range(21), ties)
    tied = [math.dist(placed[a], placed[b]) for a, b in ties]
    every = [math.dist(placed[a], placed[b]) for a in range(21) for b in range(a)]
    assert sum(tied) / len(tied) < 0.6 * sum(every) / len(every)


def test_no_nodes_need_no_places():
    assert places([], []) == {}
