"""Every word of the evaluators' page in the browser: its key there, and the English template to be translated.

The page also uses the words of the form (:data:`kla_widgets.workbook.words.WORDS`) for what both show.
"""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.language import N_
from kla_widgets.review.naming import REQUESTS as REQUESTS  # for the page
from kla_widgets.review.naming import STATES as STATES
from kla_widgets.review.naming import VERDICTS as VERDICTS

STANDINGS: Mapping[str, str] = {
    "nothing": N_("Nothing claimed"),
    "open": N_("Not decided yet"),
    "changed": N_("The claim was changed: decide again"),
    "completed": N_("Completed: decide again"),
    "asked": N_("Waits for completion"),
    "decided": N_("Decided by you"),
    "disputed": N_("Evaluators differ"),
    "settled": N_("Settled"),
}
"""How far a question is at the stage."""

WORDS: Mapping[str, str] = {
    **{f"verdict_{one}": text for one, text in VERDICTS.items()},
    **{f"standing_{key}": text for key, text in STANDINGS.items()},
    # above
    "title": N_("Verification"),
    "stages": N_("Stages"),
    "stage_show": N_("Show"),
    "stage_shown": N_("shown here"),
    "sign": N_("Sign"),
    "sign_title": N_("Sign: {stage}"),
    "sign_help": N_(
        "You sign as {author}. After that nothing at this stage can be changed, and the next stage opens. Evidence "
        "files are checked once more, which may take a while."
    ),
    "sign_missing": N_("This is still missing:"),
    "sign_yes": N_("Sign as {author}"),
    "reopen": N_("Open again"),
    "reopen_title": N_("Open again: {stage}"),
    "reopen_help": N_("The signature is taken back. Say why; the reason is kept with your name."),
    "reason": N_("Reason"),
    "decided_of": N_("{count} of {all} decided by you"),
    "settled_of": N_("{count} of {all} settled"),
    "next": N_("Next undecided"),
    "none_left": N_("Nothing is undecided any more."),
    "accept_all": N_("Accept all with complete evidence ({count})"),
    "accept_all_title": N_("Accept all with complete evidence?"),
    "accept_all_help": N_(
        "{count} questions that you have not decided have all the evidence that is asked for. They are accepted as "
        "claimed; you can change each of them afterwards."
    ),
    "accept_all_yes": N_("Yes, accept {count}"),
    "settle_equal": N_("Settle equal decisions ({count})"),
    "ask": N_("Send requests for completion ({count})"),
    "ask_title": N_("Ask the district for completion"),
    "deadline": N_("Deadline"),
    "deadline_help": N_("Empty: until this stage is signed."),
    "ask_yes": N_("Ask for completion ({count})"),
    "extend": N_("Another deadline"),
    "extend_title": N_("Another deadline for what is not answered yet"),
    "extend_yes": N_("Set the deadline"),
    "keys": N_(
        "Keys: A accept, K reduce, T reject, L ask for completion, N next undecided, arrows up and down for the "
        "question before and after. They work when you are not typing in a field."
    ),
    "agreement": N_("Agreement of the evaluators"),
    "disputes": N_("To be reconciled ({count})"),
    "requests": N_("Requests for completion ({count})"),
    "use_this": N_("Settle on this one"),
    "open_question": N_("Show {id}"),
    "reply_of": N_("Answer of the district:"),
    "roles": N_("Who may do what"),
    # the list
    "questions": N_("Questions"),
    "show_all": N_("All"),
    "show_waiting": N_("Undecided"),
    "show_disputed": N_("Differing"),
    "nothing_here": N_("No question in this selection."),
    "choose_question": N_("Choose a question from the list, or press N."),
    # a question
    "claim": N_("Claim"),
    "claimed_points": N_("{points} of {maximum} points claimed"),
    "rule": N_("What the rule says"),
    "district_note": N_("Note of the district:"),
    "led_by": N_("Answered by: {agencies}"),
    "evidence_complete": N_("All the evidence asked for is there."),
    "evidence_lacks": N_("Evidence is missing: {kinds}."),
    "evidence_none": N_("No file is attached."),
    "caption_none": N_("without a caption"),
    "year_none": N_("year not given"),
    "preview": N_("Look"),
    "preview_close": N_("Close the preview"),
    "preview_of": N_("Preview of {name}"),
    "preview_loading": N_("Loading {percent} %"),
    "preview_failed": N_("The file did not arrive; press “Look” again."),
    "preview_save": N_("Save a copy"),
    "file_hash": N_("hash {short}"),
    "decision": N_("Decision"),
    "settled_decision": N_("Settled decision"),
    "your_decision": N_("Your decision"),
    "earlier_decisions": N_("Earlier stages"),
    "others_hidden": N_("What other evaluators decided is shown after you have decided."),
    "by_points": N_("Points"),
    "by_points_label": N_("Points granted (0 to {maximum})"),
    "by_answer": N_("Answer"),
    "reason_for_reduce": N_("Why? (required)"),
    "reason_for_reject": N_("Why? (required)"),
    "reason_for_accept": N_("Remark (if you wish)"),
    "reason_for_completion": N_("What is missing? (required)"),
    "save": N_("Save the decision"),
    "draft": N_("Not saved yet"),
    "saved_words": N_("saved {at}"),
}
