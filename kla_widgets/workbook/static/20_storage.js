/* What has been typed and is not yet saved, kept in this browser so that a reload or a crash loses nothing. */

const ABANDONED_AFTER = 15000; // milliseconds without a sign of life from the tab that typed it

/* `storage` is "localStorage" or "sessionStorage": merely asking for one may already be forbidden. */
function readJson(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/* A browser may forbid or have filled its storage; the form then works without it. */
function writeJson(storage, key, value) {
  try {
    if (value === null) window[storage].removeItem(key);
    else window[storage].setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function storedKeys() {
  try {
    return Object.keys(window.localStorage);
  } catch {
    return [];
  }
}

/* The same name for a tab as long as it is open, also after a reload. */
function tabName() {
  const known = readJson("sessionStorage", "kla-tab");
  if (known) return known;
  const name = unique();
  writeJson("sessionStorage", "kla-tab", name);
  return name;
}

class Drafts {
  constructor(page) {
    this.prefix = `kla-form|${page.region_code}|${page.cycle}|${page.id}|`;
    this.key = this.prefix + tabName();
    this.entries = new Map();
  }

  set(key, entry) {
    this.entries.set(key, entry);
    this.write();
  }

  delete(key) {
    if (this.entries.delete(key)) this.write();
  }

  /* Also says that this tab is alive, so that no other adopts its drafts. */
  write() {
    const entries = Object.fromEntries(this.entries);
    writeJson("localStorage", this.key, this.entries.size ? { alive: Date.now(), entries } : null);
  }

  /* What this tab had before a reload, and what tabs left that are gone. Each draft is handed out once. */
  adopt() {
    const found = {};
    for (const key of storedKeys().filter((one) => one.startsWith(this.prefix))) {
      const stored = readJson("localStorage", key);
      const own = key === this.key;
      if (!own && stored && Date.now() - stored.alive < ABANDONED_AFTER) continue;
      for (const [field, entry] of Object.entries(stored?.entries ?? {}))
        if (!this.entries.has(field)) found[field] = entry;
      if (!own) writeJson("localStorage", key, null);
    }
    return found;
  }
}
