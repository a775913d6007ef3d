"""The day on which a change of prices is to begin, and whether it can wait for it (CAT-3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handsel.accounts.portal_settings import portal_of
from handsel.catalog.alterations import Alteration
from handsel.kernel.refusal import Invalid

FARTHEST = timedelta(days=366)
MOST_NOTICE_DAYS = 90
MORNING = time(9)


@dataclass(frozen=True)
class Appointment:
    """The day on which a change begins; buyers are told `notice_days` before, or not at all."""

    starts_on: date
    notice_days: int | None = None

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.starts_on, time.min, zone)

    def notice_at(self, zone: ZoneInfo) -> datetime | None:
        """In the morning, since no mail is welcome at midnight."""
        if self.notice_days is None:
            return None
        return datetime.combine(self.starts_on - timedelta(days=self.notice_days), MORNING, zone)

    def check(self, today: date) -> None:
        """Raise Invalid naming `starts_on` or `notice_days`."""
        if not today < self.starts_on <= today + FARTHEST:
            raise Invalid(fields={"starts_on": "Choose a day after today, within a year."})
        if self.notice_days is None:
            return
        if not 0 < self.notice_days <= MOST_NOTICE_DAYS:
            raise Invalid(fields={"notice_days": f"Tell them between 1 and {MOST_NOTICE_DAYS} days before."})
        if self.notice_days > (self.starts_on - today).days:
            left = (self.starts_on - today).days
            raise Invalid(fields={"notice_days": f"There are only {left} days until then; choose no more."})


def start_of(alteration: Alteration, appointment: Appointment, *, seller_id: int, at: datetime) -> datetime:
    """Return when an alteration that is planned at `at` begins. Raises Invalid where it cannot wait for that day."""
    zone = portal_of(seller_id).zone
    alteration.check_may_wait()
    appointment.check(at.astimezone(zone).date())
    return appointment.starts_at(zone)
