"""The kernels of the dashboard: which one it runs in, how long an abandoned one lives, and how all of them end."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

# jupyter/kernels: nothing is captured there but what a page shows, so a bug tells its traceback where the server runs
KERNEL = "apk-dashboard"
# a window that closes ends its kernel; these are seconds for one whose browser was killed
CULLING = {"cull_idle_timeout": 600, "cull_interval": 60, "cull_connected": False}


class Kernels(AsyncMappingKernelManager):
    """Runs any notebook in the dashboard's kernel, and can end even those that are only being started."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)  # type: ignore[no-untyped-call]
        self._begun: dict[str, Any] = {}

    def pre_start_kernel(self, _kernel_name: str | None, kwargs: Any) -> tuple[Any, str, str]:
        """Note the kernel before there is a process."""
        one, name, id = super().pre_start_kernel(KERNEL, kwargs)
        self._begun[id] = one
        return one, name, id

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended."""
        self._begun.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def end_all(self) -> None:
        """End all at once: they keep nothing, and one asked politely while it starts would complain aloud."""
        for one in self._begun.values():
            one.stop_restarter()
            if one.provisioner:
                await one.provisioner.kill()
                await one.provisioner.wait()
