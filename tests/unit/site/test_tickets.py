"""Signed addresses of drafts: nobody makes one, and nobody makes another of one."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from khabar_site.tickets import Ticket, digest
from tests.unit.site.articles import uuid_of

TICKET = Ticket(uuid_of("water"), digest("مسودة".encode()), 1_710_000_000)
SIGNED = TICKET.signed("secret")


def test_a_ticket_reads_back_what_it_says() -> None:
    assert Ticket.read(SIGNED, "secret") == TICKET


def test_a_ticket_signed_with_another_secret_is_none() -> None:
    assert Ticket.read(SIGNED, "other") is None
    assert Ticket.read(TICKET.signed(""), "") is None, "no secret, no tickets"


def test_a_ticket_cannot_be_made_to_last_longer() -> None:
    whole = base64.urlsafe_b64decode(SIGNED + "==")
    later = whole[:16] + (TICKET.expires + 1).to_bytes(8) + whole[24:]
    assert Ticket.read(base64.urlsafe_b64encode(later).decode().rstrip("="), "secret") is None


@given(st.integers(0, len(SIGNED) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_letter_makes_it_none(place: int, letter: str) -> None:
    changed = SIGNED[:place] + letter + SIGNED[place + 1 :]
    assert Ticket.read(changed, "secret") == (TICKET if changed == SIGNED else None)


@given(st.text(max_size=120))
def test_what_is_no_ticket_is_none(text: str) -> None:
    assert Ticket.read(text, "secret") is None
