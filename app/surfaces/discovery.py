"""Discovery: the desk's doors told to the network by zeroconf, so that nobody has to type an address."""

from __future__ import annotations

import socket

from zeroconf import Error, InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

OSC, WEB = "_osc._udp.local.", "_http._tcp.local."


class Discovery:
    """Tells of the doors while it lives. Only for doors that other machines may knock at."""

    def __init__(
        self,
        name: str,
        address: str,
        osc: int,
        web: int,
        interfaces: list[str] | InterfaceChoice = InterfaceChoice.All,
    ) -> None:
        ports = ((OSC, osc), (WEB, web))
        self._interfaces = interfaces
        self._services = [
            AsyncServiceInfo(
                kind,
                f"{name}.{kind}",
                port,
                addresses=[socket.inet_aton(address)],
                server=f"{socket.gethostname()}.local.",
                properties={"app": "deskhand"},
            )
            for kind, port in ports
            if port > 0
        ]
        self._zeroconf: AsyncZeroconf | None = None

    @property
    def names(self) -> list[str]:
        """Under which names the doors are told of; others on the network may have had ours."""
        return [service.name for service in self._services]

    async def open(self) -> str:
        """Begin to tell; why that cannot be, or "". The doors are open all the same."""
        try:
            self._zeroconf = AsyncZeroconf(interfaces=self._interfaces, ip_version=IPVersion.V4Only)
            for service in self._services:
                await self._zeroconf.async_register_service(service, allow_name_change=True)
        except (OSError, Error) as error:
            await self.close()
            return f"cannot be announced on the network ({error})"
        return ""

    async def close(self) -> None:
        """Say that the doors are gone."""
        if self._zeroconf is not None:
            await self._zeroconf.async_unregister_all_services()
            await self._zeroconf.async_close()
            self._zeroconf = None
