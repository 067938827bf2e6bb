"""What a channel tells of a message after it took it, whatever its own words for that."""

from enum import StrEnum


class ReceiptStatus(StrEnum):
    """What a channel says of a message later on."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class ReceiptFault(StrEnum):
    """What is at fault where a receipt tells of a failure, whatever the channel's own code for it."""

    WINDOW_CLOSED = "window_closed"  # free text was sent, and only a template may be
    CAPPED = "capped"  # the person has been sent enough of this kind by all businesses, for now
    OPTED_OUT = "opted_out"  # the person has asked the channel for no more of it
    UNREACHABLE = "unreachable"  # the person can't be reached there
    PICTURE = "picture"  # the picture that went with the words can't be fetched, or is not taken
    TEMPLATE = "template"  # the template is missing, paused, or not the one we know
    OTHER = "other"
