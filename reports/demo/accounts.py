"""The accounts of the demonstration. They exist only after `manage.py demo`; a plain installation has none."""

from dataclasses import dataclass

from institutions.models import Institution, Membership, Region, Role, User

PASSWORD = "zhibao-yanshi-2026"  # printed on purpose: the demonstration is public


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`place` is a public code; '' for the operator, who is a superuser."""

    username: str
    display_name: str
    role: Role | None
    place: str


ACCOUNTS = (
    DemoAccount("guanli", "演示管理员", None, ""),
    DemoAccount("tianbao", "示例学校填报员", Role.FILLER, "sl-gyzx"),
    DemoAccount("fuzeren", "示例学校负责人", Role.LEAD, "sl-gyzx"),
    DemoAccount("xiaozhang", "示例学校校长", Role.SIGNATORY, "sl-gyzx"),
    DemoAccount("fuwu", "示例二校填报员", Role.FILLER, "sl-fwzx"),
    DemoAccount("shenhe", "示例市审核员", Role.REVIEWER, "990100"),
    DemoAccount("gongbu", "示例市公布员", Role.PUBLISHER, "990100"),
    DemoAccount("gongbu2", "示例市公布员乙", Role.PUBLISHER, "990100"),
    DemoAccount("xingzheng", "示例市行政管理员", Role.ADMINISTRATOR, "990100"),
    DemoAccount("shenji", "示例省审计员", Role.AUDITOR, "990000"),
    DemoAccount("xian-shenhe", "示例县审核员", Role.REVIEWER, "990110"),
    DemoAccount("xian-shenhe2", "示例县审核员乙", Role.REVIEWER, "990110"),
    DemoAccount("xl-tianbao", "示例县教育局填报员", Role.FILLER, "990110"),
    DemoAccount("xl-fuzeren", "示例县教育局负责人", Role.LEAD, "990110"),
    DemoAccount("xl-xiaozhang", "示例县教育局局长", Role.SIGNATORY, "990110"),
    DemoAccount("keren", "特邀读者", Role.GUEST, "xl-jidian"),
    *(
        DemoAccount(f"{short}-{name}", f"{school}{words}", role, code)
        for short, school, code in (
            ("jd", "示例县机电", "xl-jidian"),
            ("ny", "示例县农校", "xl-nongye"),
            ("hl", "示例县卫校", "xl-huli"),
            ("ly", "示例县旅校", "xl-lvyou"),
        )
        for name, words, role in (
            ("tianbao", "填报员", Role.FILLER),
            ("fuzeren", "负责人", Role.LEAD),
            ("xiaozhang", "校长", Role.SIGNATORY),
        )
    ),
)


def load_accounts() -> None:
    """Makes the accounts that are missing; a password someone changed stays changed."""
    for account in ACCOUNTS:
        user, created = User.objects.get_or_create(
            username=account.username,
            defaults={
                "display_name": account.display_name,
                "is_staff": True,
                "is_superuser": account.role is None,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        if account.role is not None:
            _join(user, account)


def _join(user: User, account: DemoAccount) -> None:
    place: dict[str, Institution | Region] = (
        {"region": Region.objects.get(code=account.place)}
        if account.place.isdigit()
        else {"institution": Institution.objects.get(public_code=account.place)}
    )
    Membership.objects.get_or_create(user=user, role=account.role, **place)
