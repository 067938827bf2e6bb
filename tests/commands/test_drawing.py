from bot.commands.drawing import qr


def test_a_link_is_drawn_as_a_picture_that_a_phone_reads() -> None:
    drawn = qr("https://t.me/tocsin_bot?start=monde_qr")
    assert drawn.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(drawn[16:20]) > 300
    assert drawn != qr("https://t.me/tocsin_bot?start=monde")
