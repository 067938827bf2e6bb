"""Which IP addresses may be dialled when private networks are refused."""

import ipaddress
from typing import Final

# What a publisher's web server can have: of IPv6 the unicast that is given out (IANA, 2000::/3), less
# what is set apart in it: protocol assignments with Teredo's tunnels, 6to4's, and documentation.
UNICAST: Final = ipaddress.IPv6Network("2000::/3")
SET_APART: Final = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2002::/16", "3fff::/20")))

# An interface id that holds an IPv4 address for a tunnel to carry it to (ISATAP, RFC 5214), less its
# "universal" bit, whichever network it is in.
ISATAP: Final = 0x00005EFE
UNIVERSAL: Final = 0x02000000

# Of IPv4, what Python counts as global: 6to4's relays (RFC 7526), special servers (192.0.0.0/24), and
# where Azure's machines ask who they are.
NOT_THE_WEB: Final = tuple(map(ipaddress.IPv4Network, ("192.88.99.0/24", "192.0.0.0/24", "168.63.129.16/32")))


def is_public(host: str) -> bool:
    """Say whether an IP address is one of the public internet, and no way round to a private one.

    Gateways carry some IPv6 addresses to the IPv4 address within (NAT64, 6to4, Teredo, ISATAP, the
    compatible and the translated form): Python counts most of these as global, and none is dialled.
    """
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return _is_public_v4(address)
    if address.ipv4_mapped is not None:
        return _is_public_v4(address.ipv4_mapped)
    return (
        address in UNICAST
        and address.is_global
        and not any(address in network for network in SET_APART)
        and (int(address) >> 32 & 0xFFFFFFFF & ~UNIVERSAL) != ISATAP
    )


def _is_public_v4(address: ipaddress.IPv4Address) -> bool:
    apart = any(address in network for network in NOT_THE_WEB)
    return address.is_global and not address.is_multicast and not apart
