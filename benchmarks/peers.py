"""One peer on one round, in the peers' own interpreter: `peers.py PEER ROUND.json SECONDS`. Knows nothing of ours."""

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    peer, path, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    data = json.loads(Path(path).read_text())
    agents = range(len(data["most"]))
    began = time.perf_counter()
    if peer.startswith("fairpyx"):
        began, given = by_fairpyx(peer, data, agents)
    elif peer == "CP-SAT":
        given = by_cp_sat(data, agents, seconds)
    else:
        given = by_highs(data, agents, seconds)
    took = time.perf_counter() - began
    ranks = [0] * 14
    for agent in agents:
        ranks[min((data["rank"][j] for j in given[agent]), default=13)] += bool(
            data["opt_ptr"][agent + 1] - data["opt_ptr"][agent]
        )
    worth = sum(worth_of(data, agent, given[agent]) for agent in agents)
    told = {
        "seconds": took, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "ranks": ranks,
        "placed": sum(bool(given[agent]) for agent in agents), "seats": sum(len(given[agent]) for agent in agents),
        "objective": None if peer.startswith("fairpyx") else worth,
    }  # fmt: skip
    print(json.dumps(told))


def worth_of(data, agent, options) -> int:
    if not options:
        return 0
    weight = data["weight"][agent]
    first = data["first"][min(data["rank"][j] for j in options)] * weight // 10**6
    return (
        data["placed"][agent]
        + first
        + data["extra"][len(options)] * weight // 10**6
        + sum(data["value"][j] for j in options)
    )


def clash(data, agent, i, j) -> bool:
    start = data["opt_ptr"][agent]
    word = data["mask"][data["mask_ptr"][j] + (i - start) // 64]
    return bool(word >> ((i - start) % 64) & 1)


def options_of(data, agent):
    return range(data["opt_ptr"][agent], data["opt_ptr"][agent + 1])


def by_fairpyx(peer, data, agents):
    """Groups as items, clashes as item conflicts of the whole round; hours, reserves and quotas are left out for it."""
    import fairpyx

    conflicts = {}
    for agent in agents:
        own = list(options_of(data, agent))
        for j in own:
            for i in own:
                if i < j and clash(data, agent, i, j):
                    conflicts.setdefault(f"g{data['group'][i]}", set()).add(f"g{data['group'][j]}")
                    conflicts.setdefault(f"g{data['group'][j]}", set()).add(f"g{data['group'][i]}")
    longest = max((data["rank"][j] for agent in agents for j in options_of(data, agent)), default=0) + 1
    wishes = {
        f"a{agent}": {f"g{data['group'][j]}": longest - data["rank"][j] for j in options_of(data, agent)}
        for agent in agents
    }
    everything = {f"g{g}" for own in wishes.values() for g in (int(name[1:]) for name in own)}
    instance = fairpyx.Instance(
        valuations={agent: {item: own.get(item, 0) for item in everything} for agent, own in wishes.items()},
        agent_capacities={f"a{agent}": data["most"][agent] for agent in agents},
        item_capacities={item: data["seats"][int(item[1:])] for item in everything},
        item_conflicts=conflicts,
        agent_conflicts={agent: everything - set(own) for agent, own in wishes.items()},
    )
    algorithm = {
        "fairpyx iterated maximum matching": fairpyx.algorithms.iterated_maximum_matching_adjusted,
        "fairpyx round robin": fairpyx.algorithms.round_robin,
        "fairpyx serial dictatorship": fairpyx.algorithms.serial_dictatorship,
    }[peer]
    began = time.perf_counter()
    allocation = fairpyx.divide(algorithm, instance)
    given = []
    for agent in agents:
        got = set(allocation[f"a{agent}"])
        given.append([j for j in options_of(data, agent) if f"g{data['group'][j]}" in got])
    return began, given


def by_highs(data, agents, seconds):
    """One yes-or-no for every option, pairwise clashes, a count of courses: the model anyone writes first."""
    import highspy

    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.setOptionValue("time_limit", float(seconds))
    engine.setOptionValue("mip_rel_gap", 1e-7)
    chosen = build(
        data,
        agents,
        lambda cost: add_binary(engine, -cost / 1e6),
        lambda terms, most, least=None: add_row(engine, terms, most, least),
    )
    engine.run()
    values = engine.getSolution().col_value
    return [[j for j in options_of(data, agent) if values[chosen[j]] > 0.5] for agent in agents]


def add_binary(engine, cost) -> int:
    import highspy

    engine.addVar(0.0, 1.0)
    column = engine.getNumCol() - 1
    engine.changeColCost(column, cost)
    engine.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    return column


def add_row(engine, terms, most, least=None) -> None:
    import highspy
    import numpy as np

    inf = highspy.kHighsInf
    index = np.array([column for column, _ in terms], np.int32)
    value = np.array([times for _, times in terms], float)
    engine.addRow(-inf if least is None else least, inf if most is None else most, len(terms), index, value)


def by_cp_sat(data, agents, seconds):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    costs = []

    def binary(cost):
        variable = model.new_bool_var("")
        costs.append((variable, cost))
        return variable

    def row(terms, most, least=None):
        total = sum(times * variable for variable, times in terms)
        if most is not None:
            model.add(total <= most)
        if least is not None:
            model.add(total >= least)

    chosen = build(data, agents, binary, row)
    model.maximize(sum(cost * variable for variable, cost in costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.solve(model)
    return [[j for j in options_of(data, agent) if solver.value(chosen[j])] for agent in agents]


def build(data, agents, binary, row):  # noqa: C901, PLR0912 - one model, rule by rule
    """The same model for both: x for options, y for "placed at rank", z for "at least so many courses"."""
    chosen = {}
    limits = [[] for _ in data["seats"]]
    for agent in agents:
        weight = data["weight"][agent]
        own = list(options_of(data, agent))
        for j in own:
            chosen[j] = binary(data["value"][j])
            limits[data["group"][j]].append((chosen[j], 1))
            for r in range(data["limit_ptr"][j], data["limit_ptr"][j + 1]):
                limits[data["limit"][r]].append((chosen[j], 1))
        if not own:
            continue
        row([(chosen[j], 1) for j in own], data["most"][agent])
        if data["load"][agent]:
            row([(chosen[j], data["minutes"][data["group"][j]]) for j in own], data["load"][agent])
        for j in own:
            for i in own:
                if i < j and clash(data, agent, i, j):
                    row([(chosen[i], 1), (chosen[j], 1)], 1)
        best = []
        for rank in sorted({data["rank"][j] for j in own}):
            top = binary(data["placed"][agent] + data["first"][rank] * weight // 10**6)
            best.append((top, 1))
            row([(top, 1), *((chosen[j], -1) for j in own if data["rank"][j] == rank)], 0)
        row(best, 1)
        for count in range(2, min(data["most"][agent], len(own)) + 1):
            step = data["extra"][count] - data["extra"][count - 1]
            if step > 0:
                more = binary(step * weight // 10**6)
                row([(more, count), *((chosen[j], -1) for j in own)], 0)
    for g, terms in enumerate(limits):
        if not terms:
            continue
        row(terms, data["seats"][g])
        if g < len(data["need"]) and data["need"][g] > 0:
            opened = binary(0)
            row([*terms, (opened, -data["seats"][g])], 0)
            row([*terms, (opened, -data["need"][g])], None, 0)
    return chosen


if __name__ == "__main__":
    main()
