"""The connection of a page to its kernel, without JupyterLab's English dialog when a kernel was started again."""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class QuietConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's connection; a kernel that died and was started again is told by the form, and by it alone."""

    def on_kernel_restarted(self) -> None:
        """Break the connection off instead of reporting the restart: JupyterLab then connects anew by itself."""
        self.log.warning("kernel %s restarted", self.kernel_id)
        self.websocket_handler.close()
