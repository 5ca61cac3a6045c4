"""A decision in plain sentences, computed from its numbers.

Nothing is called a gain or a saving whose interval holds zero, and no ratio is shown to an effect
that may as well be none.
"""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language
from mentorsim.present.few_draws import draws_needed
from mentorsim.present.kroner import kroner, kroner_interval, kroner_with_interval, whole_kroner
from mentorsim.present.results import short
from scenarios.budget.budget import PARTS, net_verdict
from scenarios.comparison.outcomes import OUTCOMES
from scenarios.decision.decided import Decided
from scenarios.decision.frontier import ON_FRONTIER
from scenarios.decision.outcome_names import ACTIVE_YEARS, BILL, WELFARE
from scenarios.decision.plane import SAME
from scenarios.decision.policy_decision import PRICE, TOO_FEW, UNCLEAR, Ratio
from scenarios.decision.purse_tables import COST, GAIN, UNCERTAIN, UNCHANGED
from scenarios.decision.spans import Span
from scenarios.economics.purse_names import PUBLIC_TOTAL

#: How an effect per young person is told: people of 1,000 in a week, years per 100, or weeks; what
#: a unit is multiplied by, and decimals. Effects that are not named are weeks.
PEOPLE, YEARS, WEEKS = ("people", 1000.0, 0), ("years", 100.0, 1), ("weeks", 1.0, 1)
TOLD_AS = {ACTIVE_YEARS: YEARS} | dict.fromkeys(OUTCOMES, PEOPLE)
MORE, FEWER = "more", "fewer"
#: How a verdict on net kroner is told of a purse, and of what a policy costs more.
PAYS = {GAIN: "gains", COST: "pays", UNCERTAIN: "unclear", UNCHANGED: "unchanged"}
DEARER = {GAIN: "more", COST: "less", UNCERTAIN: "unclear", UNCHANGED: "same"}
#: Entries that more people in education cost.
STUDY = ("su", "tax_on_su", "school")
#: What new mentors cost before the first young person.
START_UP = ("start_up",)
#: Entries that rest on moves into statuses whose size and price nobody knows well.
PENSION = (*PARTS["pension"], *PARTS["course"])
#: Policies that have their own name in a sentence; the tables have them all.
MOST_NAMED = 4


def policy_title(decided: Decided, name: str, language: Language) -> str:
    """A policy's title in the language's quotation marks; with its name if another has the same.

    Args:
        decided: the decision analysis of all policies, by draw.
        name: of the policy in the result.
        language: of the words.
    """
    titles = {
        p.name: clean(in_language(p.policy.title, language)) or clean(p.name)
        for p in decided.policies
    }
    own = titles[name]
    shared = sum(other == own for other in titles.values()) > 1
    return f"{own} ({clean(name)})" if shared else own


def quoted(decided: Decided, name: str, language: Language) -> str:
    """A policy's title in quotation marks.

    Args:
        decided: the decision analysis of all policies, by draw.
        name: of the policy in the result.
        language: of the words.
    """
    return language.quoted(policy_title(decided, name, language))


def others(decided: Decided) -> tuple[str, ...]:
    """The policies that are set against the reference, in order."""
    return decided.decision.names[1:]


def units(decided: Decided, language: Language) -> dict[str, str]:
    """One more unit of the effect: `unit` after `per`, `one` with its number or article."""
    question, week = decided.decision.question, language.integer(decided.decision.question.week)
    return {
        name: language.text(f"decide.{name}.{question.effect}", week=week)
        for name in ("unit", "one")
    }


def told_as(decided: Decided) -> tuple[str, float, int]:
    """How the question's effect is told (`TOLD_AS`)."""
    return TOLD_AS.get(decided.decision.question.effect, WEEKS)


def whose(decided: Decided, language: Language) -> str:
    """Whose kroner are the cost."""
    return language.text(f"whose.{decided.decision.question.perspective}")


def question_line(decided: Decided, language: Language) -> str:
    """What was asked, with everything that the numbers depend on."""
    d = decided.decision
    prices = d.values.prices
    titles = [quoted(decided, name, language) for name in others(decided)]
    discounted = d.question.discounted or d.question.perspective == WELFARE
    words = language.text(
        "decide.question",
        policies=language.list_of(titles),
        reference=quoted(decided, d.names[0], language),
        purse=whose(decided, language),
        weeks=language.integer(d.last_week),
        year=str(prices.rule_year),
        level=str(prices.price_level),
        discounting=language.text("decide.discounted" if discounted else "decide.undiscounted"),
        effect=language.text(
            f"decide.effect.{d.question.effect}", week=language.integer(d.question.week)
        ),
        draws=language.integer(d.draws),
    )
    if decided.population_comparison is None:
        return words
    name = clean(decided.population_comparison.name)
    return language.text("municipality.title", heading=words, name=name)


def sentences(decided: Decided, language: Language) -> list[str]:
    """Five or six sentences: best guess, its price, the choice, who pays, study, limits.

    With too few draws only how many it takes, the means so far, and the limits. Of a first policy
    that is the same as the reference so far there is nothing to tell but that.
    """
    d = decided.decision
    first = d.ratios[0].policy
    if decided.same_until.get(first, -1) >= d.question.week:
        several = d.enough and len(others(decided)) > 1
        said = [choice(decided, language), study(decided, language)] if several else []
    elif not decided.decision.enough:
        said = [few(decided, language), so_far(decided, language)]
    else:
        said = [best_guess(decided, language), returns(decided, language)]
        said.append(ratio_sentence(decided, decided.decision.ratios[0], language))
        said.append(choice(decided, language))
        said.append(who_pays(decided, language))
        said.append(study(decided, language))
    said = same_so_far(decided, language) + said
    said.append(limits(decided, language))
    if decided.population_comparison is not None:
        said.append(short(decided.population_comparison, language))
    return said


def same_so_far(decided: Decided, language: Language) -> list[str]:
    """Policies that are the same as the reference until the week that the effect is looked at."""
    d, said = decided.decision, []
    for name in others(decided):
        until = decided.same_until.get(name, -1)
        if d.question.week > until:
            continue
        key = "same.throughout" if until >= d.last_week else "same.until"
        said.append(
            language.text(
                key,
                policy=quoted(decided, name, language),
                reference=quoted(decided, d.names[0], language),
                until=language.integer(until),
                later=language.integer(until + 1),
            )
        )
    return said


def few(decided: Decided, language: Language) -> str:
    """That so many draws are too few for a verdict, and how many it takes."""
    return language.text("decide.few", **draws_needed(decided.decision.draws, language))


def so_far(decided: Decided, language: Language) -> str:
    """Means of cost and effect over the few draws there are, without a verdict."""
    first, (name, scale, digits) = decided.decision.ratios[0], told_as(decided)
    effect, week = first.effect, language.integer(decided.decision.question.week)
    what = language.text(f"decide.in.{decided.decision.question.effect}", week=week)
    return language.text(
        "decide.few.so_far",
        policy=quoted(decided, first.policy, language),
        reference=quoted(decided, first.against, language),
        weeks=language.integer(decided.decision.last_week),
        purse=whose(decided, language),
        cost=kroner_with_interval(first.cost.mean, first.cost.low, first.cost.high, language),
        gives=language.text(
            f"decide.few.gives.{name}",
            number=language.signed(scale * effect.mean, digits),
            interval=language.interval(scale * effect.low, scale * effect.high, digits),
            what=what,
        ),
    ) + _beyond(decided, first.policy, language)


def best_guess(decided: Decided, language: Language) -> str:
    """Cost and effect of the first policy against the reference."""
    first = decided.decision.ratios[0]
    return language.text(
        "decide.best_guess",
        policy=quoted(decided, first.policy, language),
        reference=quoted(decided, first.against, language),
        weeks=language.integer(decided.decision.last_week),
        cost=cost_words(decided, first.cost, language),
        effect=effect_words(decided, first.effect, language),
    ) + _beyond(decided, first.policy, language)


def _beyond(decided: Decided, name: str, language: Language) -> str:
    question = decided.decision.question
    last = max(decided.decision.last_week, question.week)
    if not decided.extrapolated(name, last, question.effect):
        return ""
    return " " + language.text("answer.extrapolated")


def cost_words(decided: Decided, cost: Span, language: Language) -> str:
    """What a cost is: a cost, a saving, next to nothing, or none of them for sure.

    Args:
        decided: the decision analysis of all policies, by draw.
        cost: kroner with their interval.
        language: of the words.
    """
    kind = DEARER[net_verdict(cost)]
    sign = -1.0 if kind == "less" else 1.0
    low, high = sorted((sign * cost.low, sign * cost.high))
    return language.text(
        f"decide.cost.{kind}",
        purse=whose(decided, language),
        cost=kroner(sign * cost.mean, language),
        interval=kroner_interval(low, high, language),
    )


def effect_words(decided: Decided, effect: Span, language: Language) -> str:
    """What an effect is, in people of 1,000, years per 100 or weeks.

    Args:
        decided: the decision analysis of all policies, by draw.
        effect: in the unit of the decision, with its interval.
        language: of the words.
    """
    question = decided.decision.question
    kind = "unclear" if effect.holds_zero else MORE if effect.mean > 0 else FEWER
    sign = -1.0 if kind == FEWER else 1.0
    low, high = sorted((sign * effect.low, sign * effect.high))
    name, scale, digits = told_as(decided)
    return language.text(
        f"decide.gives.{kind}.{name}",
        number=language.number(scale * sign * effect.mean, digits),
        interval=language.interval(scale * low, scale * high, digits),
        what=language.text(f"decide.in.{question.effect}", week=language.integer(question.week)),
    )


def returns(decided: Decided, language: Language) -> str:
    """What the programme costs the public net, and what becomes of the money, said plainly."""
    d = decided.decision
    name = d.ratios[0].policy
    bill, public = -d.net(name, BILL).mean, d.net(name, PUBLIC_TOTAL)
    account = d.outcomes.accounts[name]
    study, startup = -account.part(STUDY).mean, -account.part(START_UP).mean
    values = {
        "bill": kroner(bill, language),
        "net": kroner(abs(public.mean), language),
        "weeks": language.integer(d.last_week),
        "policy": quoted(decided, name, language),
    }
    # Where the words do not say which way it goes, the sign does.
    signed = values | {"net": kroner(public.mean, language, signed=True)}
    if bill <= 0:
        return language.text("decide.returns.no_bill", **signed)
    kind = net_verdict(public)
    if kind in (UNCERTAIN, UNCHANGED):
        word = "unclear" if kind == UNCERTAIN else "unchanged"
        return language.text(f"decide.returns.{word}", **signed)
    if public.mean > 0:
        return language.text("decide.returns.pays", **values)
    saved = bill + study + public.mean
    return language.text(
        "decide.returns.net_cost",
        study=kroner(study, language),
        saved=kroner(saved, language),
        startup=kroner(startup, language),
        pension=kroner(account.part(PENSION).mean, language),
        **values,
    )


def ratio_sentence(decided: Decided, ratio: Ratio, language: Language) -> str:
    """What a unit of effect costs, or why that cannot be said.

    Args:
        decided: the decision analysis of all policies, by draw.
        ratio: cost and effect of a policy against the reference.
        language: of the words.
    """
    values = units(decided, language) | {
        "policy": quoted(decided, ratio.policy, language),
        "reference": quoted(decided, ratio.against, language),
    }
    if ratio.kind == TOO_FEW:
        values |= draws_needed(decided.decision.draws, language)
    if ratio.kind in (UNCLEAR, SAME, TOO_FEW):
        return language.text(f"decide.ratio.{_key(ratio)}", **values)
    value = kroner(ratio.value, language)
    words = language.text(f"decide.ratio.{_key(ratio)}", value=value, **values)
    if ratio.kind != PRICE:
        return words
    return f"{words} {_undecided(decided, ratio.policy, language)}"


def _key(ratio: Ratio) -> str:
    return {SAME: "same", TOO_FEW: "too_few"}.get(ratio.kind, ratio.kind)


def _undecided(decided: Decided, policy: str, language: Language) -> str:
    segments = decided.cost_effectiveness.plane[policy].undecided
    if not segments:
        return language.text("decide.undecided.never")
    low, high, named = segments[0][0], segments[-1][1], units(decided, language)
    if high == float("inf"):
        return language.text("decide.undecided.open", low=kroner(low, language), **named)
    return language.text(
        "decide.undecided.between", low=kroner(low, language), high=kroner(high, language), **named
    )


def choice(decided: Decided, language: Language) -> str:
    """What to choose at the values told, how sure, and what is never the best buy."""
    d = decided.decision
    curves, parts = d.cost_effectiveness.curves, []
    for worth in d.question.told_willingness_to_pay:
        t = d.at(worth)
        best = curves.names[int(curves.best[t])]
        parts.append(
            language.text(
                "decide.choice.one",
                worth=whole_kroner(worth, language),
                **units(decided, language),
                best=quoted(decided, best, language),
                probability=language.probability(float(curves.ceaf[t]), d.draws),
            )
        )
    never = [
        quoted(decided, s.name, language)
        for s in d.cost_effectiveness.frontier.strategies
        if s.status != ON_FRONTIER
    ][:MOST_NAMED]
    if never:
        words = language.list_of(never)
        parts.append(language.text("decide.choice.never", policies=words))
    return " ".join(parts)


def who_pays(decided: Decided, language: Language) -> str:
    """Who pays and who receives, purse by purse, and whether they disagree."""
    d = decided.decision
    name = d.ratios[0].policy
    parts, signs = [], []
    for purse in ("municipality", "state", "person"):
        net = d.net(name, purse)
        kind = PAYS[net_verdict(net)]
        signs.append(kind)
        sign = -1.0 if kind == "pays" else 1.0
        low, high = sorted((sign * net.low, sign * net.high))
        parts.append(
            language.text(
                f"decide.pays.{kind}",
                purse=language.text(f"whose.{purse}"),
                amount=kroner(sign * net.mean, language),
                interval=kroner_interval(low, high, language),
            )
        )
    municipality, state, _ = signs
    sides = "same" if municipality == state else "conflict"
    if "unclear" in (municipality, state):
        sides = "open"
    elif "unchanged" in (municipality, state):
        sides = "apart"
    words = language.text("decide.pays", parts="; ".join(parts))
    return f"{words} {language.text(f'decide.sides.{sides}')}"


def success_sentence(decided: Decided, language: Language) -> str:
    """Years in work that would pay the bill of the first policy, beside those expected."""
    found = next(s for s in decided.decision.success if s.success == "employment")
    policy, rate = quoted(decided, found.policy, language), found.rate
    if rate is None:
        return language.text("decide.success.never", policy=policy)
    low, high = rate.achieved_interval
    return language.text(
        "decide.success.pays",
        policy=policy,
        needed=language.number(100 * rate.needed),
        achieved=language.number(100 * rate.achieved),
        interval=language.interval(100 * low, 100 * high),
        weeks=language.integer(decided.decision.last_week),
        probability=language.probability(rate.probability, decided.decision.draws),
    )


def study(decided: Decided, language: Language) -> str:
    """What more knowledge could be worth at most, and about what."""
    d = decided.decision
    curves, told = d.cost_effectiveness.curves, d.at(d.question.told_willingness_to_pay[0])
    peak = d.at(d.peak)

    def worth_of(t: int) -> str:
        each = kroner(float(curves.evpi[t]), language)
        if d.question.target_group is None:
            return language.text("decide.study.each", each=each)
        return language.text(
            "decide.study.all",
            each=each,
            people=language.integer(d.question.target_group),
            total=kroner(float(curves.evpi[t]) * d.question.target_group, language),
        )

    words = language.text(
        "decide.study.none" if curves.evpi[told] == 0 else "decide.study.told",
        worth=whole_kroner(d.question.told_willingness_to_pay[0], language),
        value=worth_of(told),
        **units(decided, language),
    )
    if peak != told and curves.evpi[peak] > 0:
        words += " " + language.text(
            "decide.study.peak",
            worth=whole_kroner(d.peak, language),
            value=worth_of(peak),
            **units(decided, language),
        )
    top = most_told(decided)
    if top:
        what = most_words(top, language)
        words += " " + language.text(
            "decide.study.most.several" if len(top) > 1 else "decide.study.most", what=what
        )
    return words


def most_told(decided: Decided) -> tuple[str, ...]:
    """What is most worth learning where certainty is worth most (`ValueOfInformation.most`)."""
    found = decided.decision.value_of_information
    return found.most(int((found.willingness_to_pay == decided.decision.peak).argmax()))


def most_words(names: tuple[str, ...], language: Language) -> str:
    """Groups of parameters and prices in words, as many as a sentence bears."""
    return "; ".join(language.text(f"learn.{name}") for name in names[:MOST_NAMED])


def limits(decided: Decided, language: Language) -> str:
    """What is not known and not counted."""
    return language.text(
        "decide.limits",
        assumptions=language.integer(len(decided.decision.assumptions())),
        weeks=language.integer(decided.evidence_ends[decided.decision.names[0]]),
    )
