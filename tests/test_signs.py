from bot.signs import Alarm, Kind


def test_the_same_thing_has_the_same_key_whatever_its_count() -> None:
    assert Alarm(Kind.DISK, count=1).key == Alarm(Kind.DISK, count=2).key
    assert Alarm(Kind.STALLED, "telegram").key != Alarm(Kind.STALLED, "whatsapp").key
