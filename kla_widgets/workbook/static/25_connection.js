/* Is anybody there? A restarted kernel leaves a form that looks alive; asking every three seconds unmasks it. */

const PING_EVERY = 3000;
const LOST_AFTER = 6000;

class Connection {
  constructor(form, onChange, onBeat) {
    this.form = form;
    this.onChange = onChange;
    this.onBeat = onBeat;
    this.alive = true;
    this.number = 0;
    this.unanswered = null; // when the first ping without an answer was sent
    this.timer = setInterval(() => this.beat(), PING_EVERY);
    this.ping();
  }

  beat() {
    if (this.unanswered !== null && Date.now() - this.unanswered >= LOST_AFTER) this.set(false);
    this.ping();
    this.onBeat();
  }

  ping() {
    this.number += 1;
    this.unanswered ??= Date.now();
    this.send({ type: "ping", n: this.number });
  }

  pong() {
    this.unanswered = null;
    this.set(true);
  }

  set(alive) {
    if (alive === this.alive) return;
    this.alive = alive;
    this.onChange(alive);
  }

  /* False when the message could not even be handed over. */
  send(message, buffers = []) {
    try {
      this.form.model.send(message, undefined, buffers);
      return true;
    } catch {
      this.set(false);
      return false;
    }
  }

  stop() {
    clearInterval(this.timer);
  }
}

/* Start the notebook's cells again, which brings a new kernel to this form; without JupyterLab, load the page again. */
function reconnect() {
  const commands = window.jupyterapp?.commands;
  if (commands) commands.execute("notebook:run-all-cells").catch(() => window.location.reload());
  else window.location.reload();
}

function connectionBanner(form) {
  const node = h(
    "div",
    { class: "kf-banner", role: "alert", hidden: true },
    icon("alert"),
    h("p", {}, h("strong", {}, form.t("connection_lost")), " ", form.t("connection_lost_help")),
    button(form.t("reconnect"), reconnect, { className: "kf-strong" }),
  );
  return { node, show: (lost) => { node.hidden = !lost; } };
}
