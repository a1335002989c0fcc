"""Which schools a region report was folded from, in one sentence of the report's own language."""

from reports.facts import Facts

MOST_NAMED = 40


def coverage_words(facts: Facts) -> str:
    """本报告汇总 17/19 所学校的质量年报；未报送：…。 '' for a report that folds nothing."""
    folded = [m for m in facts.members if m.edition]
    missing = [m.name for m in facts.members if not m.edition]
    if not folded:
        return ""
    sentence = f"本报告汇总 {len(folded)}/{len(facts.members)} 所学校的质量年报"
    if not missing:
        return f"{sentence}。"
    more = f" 等 {len(missing)} 所" if len(missing) > MOST_NAMED else ""
    return f"{sentence}；未报送：{'、'.join(missing[:MOST_NAMED])}{more}。"
