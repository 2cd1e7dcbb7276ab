"""Notebooks for the tests of the warm engine, and what makes two runs of one comparable."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

KINDS = r"""
# %% parameters
region: str = '00.01'
year: int = 2024
# %% result
1 + 1
# %% text
print('satu'); print('dua', end=''); print()
# %% two streams
import sys
print('out')
print('err', file=sys.stderr)
print('out again')
# %% stream around a display
print('before')
display('shown')
print('after')
'result'
# %% several results
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = 'all'
1
2
get_ipython().ast_node_interactivity = 'all'
# %% all of them
3
4
# %% last only again
get_ipython().ast_node_interactivity = 'last_expr'
# %% html
from IPython.display import HTML, Markdown, SVG, JSON, Latex, Image, display, clear_output, update_display
HTML('<b>tebal</b>')
# %% several displays
display(Markdown('# Judul'), SVG('<svg xmlns="http://www.w3.org/2000/svg"/>'), Latex('$x$'))
# %% json
display(JSON({'a': [1, (2, 3)], 'b': None}), metadata={'application/json': {'expanded': True}})
# %% bytes
import base64
Image(base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), width=3)
# %% display id
handle = display('old', display_id='name')
display('other')
# %% update
handle.update('new')
update_display(HTML('newer'), display_id='name')
# %% same id twice
display('again', display_id='name')
# %% clear
print('gone')
clear_output()
print('kept')
# %% clear and wait
display('gone')
clear_output(wait=True)
display('instead')
# %% clear and wait for nothing
display('stays')
clear_output(wait=True)
# %% data frame
import pandas as pd
frame = pd.DataFrame({'nama': ['Bandung'], 'nilai': [880.39]})
frame
# %% styled
frame.style.format(precision=1).set_uuid('kla')
# %% own kinds
class Own:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'text/plain': 'own', 'application/vnd.own+json': {'deep': (1, 2)}}, {'meta': {'x': 1}}
    def _repr_html_(self):
        return '<i>own</i>'
Own()
# %% failing repr (fails)
class Bad:
    def _repr_html_(self):
        raise ValueError('no html')
Bad();
Bad()
# %% formatter
get_ipython().display_formatter.formatters['text/html'].for_type(complex, lambda c: f'<u>{c}</u>')
1j
# %% await
import asyncio
await asyncio.sleep(0.01)
await asyncio.gather(*[asyncio.sleep(0, n) for n in range(3)])
# %% task of an earlier cell
async def later():
    print('from the task')
    return 7
task = asyncio.create_task(later())
# %% its result
await task
# %% async for
async def count():
    for n in range(2):
        yield n
[n async for n in count()]
# %% context
import decimal, numpy as np
np.set_printoptions(precision=2)
decimal.getcontext().prec = 5
# %% context of an earlier cell
print(np.array([1 / 3]), decimal.Decimal(1) / 3)
# %% line magic
%pwd
%precision 3
0.123456
# %% cell magic
%%capture caught
print('inside')
1
# %% what it caught
caught.stdout, [o.data for o in caught.outputs]
# %% html magic
%%html
<em>magic</em>
# %% script
%%bash
echo skrip; echo salah >&2
# %% shell
!echo dari shell; exit 3
_exit_code
# %% shell assigned
lines = !printf 'a\nb\n'
lines
# %% program
import subprocess, os, time
os.system('echo lewat sistem')
done = subprocess.run(['echo', 'lewat program'])
time.sleep(0.5)  # else papermill's own engine may miss it
done
# %% file descriptor
_ = os.write(1, b'langsung\n'), os.write(2, b'galat\n')
time.sleep(0.5)
# %% history
_, __, In[1], Out.get(2), len(In)
# %% last result
x = 5
x
# %% underscore
_ * 2
# %% warning
import warnings
warnings.warn('hati-hati')
# %% logging
import logging
logging.warning('catatan')
logging.getLogger('a').error('lain')
# %% semicolon
42;
# %% none
None
# %% help
?len
# %% source not found
len??
# %% comment
# nothing but this
# %% nothing (blank)

# %% hooks
def after():
    display('after each cell')
get_ipython().events.register('post_execute', after)
# %% hooks work
1
# %% hooks off
get_ipython().events.unregister('post_execute', after)
# %% input transformer
get_ipython().input_transformers_cleanup.append(lambda ls: [l.replace('KOTA', '"Bandung"') for l in ls])
# %% transformed
KOTA
# %% threads
import threading
t = threading.Thread(target=lambda: print('dari utas'))
t.start(); t.join()
# %% forked
pid = os.fork() if hasattr(os, 'fork') else 1
if not pid:
    print('anak', flush=True)
    os._exit(0)
_ = os.waitpid(pid, 0) if pid > 1 else None
# %% lock of pickles
import pickle
class Thing:
    pass
type(pickle.loads(pickle.dumps(Thing()))).__module__
# %% module
import sys
sys.modules['__main__'].__dict__ is globals(), __name__, sys.path[0]
# %% unicode
print('ḥ \u202e RTL \U0001f600'); '\x00\x1b[31mmerah'
# %% carriage return
for n in range(3):
    print(n, end='\r')
# %% widget
import ipywidgets
slider = ipywidgets.IntSlider(value=3)
slider
# %% output widget
out = ipywidgets.Output()
with out:
    print('di dalam')
display(out)
# %% markdown [markdown]
# Judul
# %% allowed error (fails)
1 / 0
# %% error with chain (fails)
try:
    {}['kunci']
except KeyError as e:
    raise RuntimeError('lanjutan') from e
# %% syntax error (fails)
x = = 1
# %% magic not found (fails)
%tidakada
# %% input (fails)
input('nama? ')
# %% password (fails)
import getpass
getpass.getpass()
# %% traceback of a function (fails)
def f(n):
    return g(n)
def g(n):
    raise ValueError(f'{n} salah')
f(3)
# %% error in async (fails)
async def wrong():
    raise KeyError('async')
await wrong()
# %% system exit (fails)
import sys
sys.exit('berhenti')
# %% keyboard (fails)
raise KeyboardInterrupt('henti')
# %% after all that
region, year, x
"""
"""Cells of every kind, each headed by what it is for, and by whether it fails."""


def notebook(*sources: str, **metadata: Any) -> NotebookNode:
    """A notebook of code cells; the first holds the parameters."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.cells[0].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made.metadata.update({"kernelspec": kernel, "language_info": {"name": "python"}} | metadata)
    return made


def every_kind() -> NotebookNode:
    """One cell of each kind."""
    parts = re.split(r"^# %% (.*)\n", KINDS, flags=re.MULTILINE)[1:]
    names, sources = parts[::2], [source.removesuffix("\n") for source in parts[1::2]]
    made = notebook(*sources)
    for place, name in enumerate(names):
        if "[markdown]" in name:
            made.cells[place] = nbformat.v4.new_markdown_cell(sources[place])
        elif "(blank)" in name:
            made.cells[place].source = "   "
        elif "(fails)" in name:
            made.cells[place].metadata["tags"] = ["raises-exception"]
    return made


def written(made: NotebookNode, file: Path) -> Path:
    nbformat.write(made, file)
    return file


def comparable(found: NotebookNode | Path) -> dict[str, Any]:
    """A notebook without what differs between any two runs: times, identifiers, addresses, cuts within a stream."""
    read = nbformat.read(found, 4) if isinstance(found, Path) else copy.deepcopy(found)
    plain: dict[str, Any] = nbformat.reader.reads(_same_names(nbformat.writes(read)))
    papermill = plain["metadata"].get("papermill", {})
    for name in ("start_time", "end_time", "duration", "output_path"):
        papermill.pop(name, None)
    for state in plain["metadata"].get("widgets", {}).values():  # its names are random, and so is the order
        state["state"] = sorted(re.sub(r"[0-9a-f]{32}", "", json.dumps(one)) for one in state["state"].values())
    for cell in plain["cells"]:
        cell.pop("id", None)
        cell["metadata"].pop("execution", None)
        cell["metadata"]["papermill"] = {
            name: cell["metadata"].get("papermill", {}).get(name) for name in ("status", "exception")
        }
        if "outputs" in cell:
            cell["outputs"] = _joined(cell["outputs"])
    return plain


def figures_of(made: NotebookNode | Path) -> dict[str, Any]:
    """A report as :func:`comparable`, without the minute in which it was made and what papermill notes of it."""
    plain = comparable(made)
    plain["metadata"].pop("papermill")
    told: dict[str, Any] = json.loads(re.sub(r"\d\d[.:]\d\d UTC", "UTC", json.dumps(plain)))
    return told


def _same_names(text: str) -> str:
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "0xN", text)
    names: dict[str, str] = {}  # of widgets, in the order in which they are met
    return re.sub(r"\b[0-9a-f]{32}\b", lambda found: names.setdefault(found[0], f"name{len(names)}"), text)


def _joined(outputs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with each stream in one piece between two displays, the standard output first."""
    done: list[dict[str, Any]] = []
    for output in outputs:
        streams: list[dict[str, Any]] = []
        while done and done[-1]["output_type"] == "stream":
            streams.insert(0, done.pop())
        if output["output_type"] == "stream":
            same = next((one for one in streams if one["name"] == output["name"]), None)
            if same:
                same["text"] += output["text"]
            else:
                streams.append(dict(output))
            done += sorted(streams, key=lambda one: one["name"], reverse=True)
        else:
            done += [*streams, output]
    return done
