import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.address import is_public


@pytest.mark.parametrize(
    "host",
    ["8.8.8.8", "1.1.1.1", "168.63.129.17", "2001:4860:4860::8888", "2606:4700::1111", "::ffff:8.8.8.8"],
)
def test_public_addresses_may_be_dialled(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 -- it is what must be refused
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "ff0e::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001::7f00:1",
        "2001:db8::1",
        "2002:a9fe:a9fe::1",
        "2606:4700::5efe:7f00:1",
        "2606:4700::200:5efe:7f00:1",
        "3fff::1",
        "4000::1",
        "5f00::1",
    ],
)
def test_private_and_gateway_addresses_are_not_public(host: str) -> None:
    assert not is_public(host)


@given(st.ip_addresses(v=4))
def test_an_address_is_no_more_public_when_it_is_written_as_ipv6(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    for network in ("::", "64:ff9b::", "::ffff:0:", "2001:4860::5efe:"):
        assert not is_public(f"{network}{address}")


@given(st.ip_addresses())
def test_what_is_public_is_global_in_pythons_eyes_too(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert address.is_global or not is_public(str(address))
