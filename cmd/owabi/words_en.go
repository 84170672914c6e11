package main

// english is the catalogue of words in English. Every key of it is in
// words_ja.go too, with the same verbs.
var english = map[string]string{
	"help": `owabi reaches every person that an incident has affected, and can prove it.

usage: owabi COMMAND [arguments] [flags]; a command marked * needs no running server
`,
	"help.end": `
Help on one command:  owabi help COMMAND, or owabi COMMAND --help
Where the server is:  --server, else the socket owabi.sock in --data, else in $OWABI_DATA, else in ./owabi-data
Exit codes:           0 done, 1 refused or answered in the negative, 2 wrong usage, 3 no server, 4 failure inside, 130 interrupted
Output:               with --json, one JSON value on stdout, and errors as JSON on stderr too`,

	"help.demo":  "the main job end to end in the sandbox, on a fast clock",
	"help.serve": "run everything in one process",
	"help.work": `run workers only, beside a server elsewhere
They need its Redis, its NATS and its master key, by the same settings file.`,
	"help.bench": `measure letters a second against a bare loop, on this machine alone
The last line is JSON.`,
	"help.sandbox": `run the stand-ins for the mail relay and the SMS provider
They take everything, send nothing, and keep it in the log. It prints the lines of a settings file that uses them.`,

	"help.campaign check": `say whether a campaign's file, its letters and its lists are fit to be launched
Nothing is sent and nothing leaves this machine. Lists are checked where the file names them.`,
	"help.campaign new": `write a campaign's file to start from
FILE must not exist yet. Its name without the suffix becomes the campaign's id.`,
	"help.campaign create": `hand a campaign in: its file and its letters
It is a draft until it is launched. Its people are imported separately; see ` + "`owabi people import`.",
	"help.campaign show": "show a campaign: state, audiences, what is wrong with it",
	"help.campaign list": "list the campaigns",
	"help.campaign launch": `let a campaign go
Given an id, it launches that campaign, or the people imported since. Given a file, it first creates the campaign unless it is there,
and imports the list of each audience; what is there already is not done twice.`,
	"help.campaign pause":  "hold a campaign: nothing leaves any more until it is resumed\nWith --channel, nothing by that channel. Resume opens all of them again.",
	"help.campaign resume": "let a paused campaign go on, and open channels that were paused for a fault of ours",
	"help.campaign stop":   "stop a campaign for good",

	"help.people check": `say what would become of every row of a list
The list stays as it is. With --campaign and --audience, columns are understood as that audience says.`,
	"help.people import": `let the people of a list into an audience
FILE may be - for standard input. The list is checked to its end before anything changes. The same list again changes nothing, and
finishes an import that was interrupted.`,
	"help.people list": "list people by id: state and evidence, no personal data",
	"help.people find": `find people by name, reading, telephone, e-mail or number
QUERY is one thing: a whole name or its reading, with or without spaces; a telephone number in any writing; an e-mail address; the
office's own number; or the reference number of a letter. A postal code in front of a name or behind it narrows names down. - reads
it from standard input, so that it stays out of the shell's history. The journal keeps who looked, why, and whom they were shown.`,
	"help.campaign key": `print the public key to which other systems seal the people that they publish
It is no secret. docs/intake.md tells publishers what to do with it.`,
	"help.people contact": `add contacts of a person, and retire those that are wrong
A contact is a telephone number or an e-mail address, in any usual writing. One that is retired is never used again, also where a call
or a letter to it is on its way. History and journal keep everything.`,
	"help.people correct": `give those who were withdrawn after having been told a further letter
The first audience is the one from which they were withdrawn, the second one that gets them, of the same campaign or of another:
one with ` + "`letter: correction`" + `, say, which is in examples/letters. They wait there for a launch. Asking again adds only who was withdrawn since.`,
	"help.people rejected": `list published people who could not be let in, and why
A message under the same id that is let in takes its entry away.`,
	"help.seal": `seal what comes on standard input to a campaign's public key
The envelope goes to standard output: a file of age (age-encryption.org). KEY is what ` + "`owabi campaign key`" + ` prints.`,
	"help.people withdraw": "take a person out, who is no longer to be told; the history stays",

	"help.status": `show how far the campaigns are
As of T counts what was recorded by T, and gives the same figures for ever.`,

	"help.bench-console": `measure the call centre: operators who call, and letters that go out beside
Times are the server's own, from its log. The last line is JSON.`,
	"help.calls next": `take the next call: who, and the last two digits of the number
It is offered to you alone, and lapses when you do not dial. Nobody to call now is no error (with --json: null).`,
	"help.calls dial": `show the number and what to say
From here on the call counts as attempted, and its outcome has to be recorded.`,
	"help.calls record": `say what came of a call
DISPOSITION is one of spoken, no_answer, busy, voicemail, wrong_number, not_in_service, third_party, not_identified, refused,
call_back, deceased, abroad. Only spoken counts as reached: you talked with the right person.`,
	"help.calls back": "put whom you were offered back on the list, behind those who wait there",
	"help.calls hand": `give the call that you have in hand, dialled or not, to a colleague
Who takes it is shown the number; what you report of it yourself is recorded all the same.`,
	"help.calls again": `have a person called again, now or at a time, whatever the plan says
Also one whom the plan has given up, or who has refused. For a supervisor.`,
	"help.calls answer": `open the sheet of a person who calls the office: what to ask, what to say
Find the person first, by people find. The journal keeps who opened it, and why.`,
	"help.calls inbound": `say what came of a call that a person made
With spoken, everything that is planned for the person is cancelled at once, a call that somebody is about to make too.
The call is known by the time that --at gives: the same one sent twice is recorded once.`,
	"help.calls list": "list the calls that are listed, offered or dialled",

	"help.hand next": `take the next person to be seen to by hand: a visit, the counter, a fax
It counts as attempted from here on. Say what came of it within a week; after that it goes to review.`,
	"help.hand record": `say what came of a visit, at the counter or by fax
OUTCOME is one of spoken (talked with the person), received (taken against a receipt: delivered), left (in the letter box, or faxed with
an answer: handed over), not_there, wrong_address, refused, deceased. What was received or left needs a note that shows it.`,
	"help.hand list": "list who waits to be seen to, and who is being seen to",
	"flag.by":        "`MEANS`: visit, counter or fax",
	"flag.note.hand": "`TEXT`: what shows it; kept sealed",
	"flag.at.hand":   "`TIME` at which it was (default: now)",
	"hand.nobody":    "Nobody waits to be seen to.\n",
	"hand.record":    "when it is done: owabi hand record %s OUTCOME\n",
	"taken":          "taken",
	"help.letters print": `make a batch of the letters on the list, as a PDF to be printed
It is claimed for this batch before it is shown, so that nobody is printed twice. The folder gets the PDF, encrypted with age, and
a manifest without personal data; the passphrase is shown once, on stderr. Letters that cannot be printed as they stand are left on
the list and named. --batch makes an earlier batch once more, the very same letters.`,
	"help.letters open": `decrypt a batch, to print it
The passphrase is read from standard input, or from a file. Delete the PDF when it is printed.`,
	"help.letters list": "list the batches, and say how many letters wait",
	"help.letters confirm": `say that a batch is on paper
It names the letters that are to be taken out of the pile, because the person was reached or withdrawn meanwhile.`,
	"help.letters posted": `say that the post has a batch: its letters are handed over
What does not come back in the time that the plan waits (14 days, unless it says otherwise) counts as delivered.`,
	"help.letters written": "say that a letter that cannot be printed was written and posted by hand",
	"flag.note.written":    "`TEXT`: who wrote it, when it was posted; kept sealed",
	"help.letters returned": `say that a letter came back: the plan goes on with the person
NUMBER stands beside the bars in the window: type it or scan it.`,
	"help.letters void": `abandon a batch
Its letters go back on the list; of a batch that was printed, nobody knows what was posted, and they go into review.`,
	"flag.out.letters":     "`DIR` into which the batch goes",
	"flag.out.open":        "`PDF` to write; it must not exist yet",
	"flag.most":            "at most `N` letters (default: 1000, at most 2000)",
	"flag.batch":           "make batch `N` once more instead of a new one",
	"flag.passphrase-file": "`FILE` that holds the passphrase; - is standard input",
	"flag.at.posted":       "`TIME` at which it was posted (default: now)",
	"flag.without":         "`NUMBERS` of letters that were taken out, with commas between them",
	"flag.reason.void":     "why the batch is not to be posted: `TEXT`, kept sealed",
	"flag.reason.returned": "what the post says: `TEXT`, kept sealed",
	"letters.none":         "There is nothing to print.\n",
	"letters.made":         "Batch %d: %d letters on %d pages, in %s\n",
	"letters.secret":       "passphrase (shown once, kept nowhere): %s\n",
	"letters.left":         "%d more letters wait on the list: print again.\n",
	"letters.confirm":      "when it is on paper: owabi letters confirm %d\n",
	"letters.look":         "not printed, look at it: %s: %s %s\n",
	"letters.toolong":      "is too long for the window",
	"letters.opened":       "Written to %s. Delete it when it is printed.\n",
	"letters.waiting":      "%d letters wait on the list.\n",
	"letters.confirmed":    "Batch %d is on paper: %d letters.\n",
	"letters.out":          "Take out of the pile: %s\n",
	"letters.post":         "when the post has it: owabi letters posted %d\n",
	"letters.posted":       "Batch %d: %d letters posted at %s.\n",
	"letters.void":         "Batch %d is void; its %d letters are on the list again.\n",
	"letters.doubtful":     "Batch %d is void, but it was printed: its %d letters are in review.\n",
	"part.name":            "name",
	"part.address":         "address",
	"part.text":            "text",
	"batch.binding":        "being made",
	"batch.made":           "made",
	"batch.printed":        "printed",
	"batch.posted":         "posted",
	"batch.settled":        "settled",
	"batch.void":           "void",
	"batch":                "batch",
	"letters":              "letters",
	"pages":                "pages",
	"posted":               "posted",

	"help.review list": "list the attempts whose outcome nobody knows",
	"help.review resolve": `decide what became of such attempts
handed_over: take it that it arrived. send_again: order the same try once more; the person may get it twice.`,

	"help.account add": `make an account for one person, who then signs in on the office's pages
The password is made and shown once. Roles: viewer, operator, supervisor, author, approver, admin; docs/access.md says which may do what.
Approvers and admins set up a second factor when they first sign in. Without --id the account is numbered.`,
	"help.account import": `make the accounts of a shift from a list
FILE is CSV with the columns name (氏名) and role (役割), and perhaps id and protected (配慮者); - is standard input. All accounts are
made, or none. The passwords are shown once, as a table to be printed and cut up.`,
	"help.account list": `list all accounts`,
	"help.account reset": `give an account a new password
It is shown once. The second factor is taken away, and the sessions end.`,
	"help.account close": `close an account, at once and for good
Its sessions end. An offer that it had goes back to the list, and a call that it had dialled goes to review.`,
	"help.token add": `make a token with which a program comes in
It is shown once. The program sends it as a bearer token, or owabi does: --server URL --token-file FILE. What approvers and admins do
needs a second factor, which a program has not.`,
	"help.token list":   `list the tokens of programs`,
	"help.token revoke": `end a token, at once`,
	"help.link": `make a link by which one person becomes an admin, once
It is open for a quarter of an hour. Ask on the machine of the server: a link is made through its socket only.`,

	"help.report": `print the paragraph for the press and the authority
With --json also the figures that it is written from.`,
	"help.verify": `recount a campaign from its records
Exit code 1 when the records and the counts differ.`,
	"help.doctor": `look at an installation, part by part, and say what does not work and what to do
Relays, SMS provider and mailbox are signed in to, and nothing is sent. A server may be running meanwhile. Exit code 1 when a part does not work.`,
	"help.help": "show this help, or that of one command",

	"flag.json":       "print one JSON value",
	"flag.lang":       "language of the output: `ja|en` (default: the locale's)",
	"flag.data.demo":  "keep the data in `DIR`, which must be new",
	"flag.example":    "`DIR` of another example: campaign.yaml, its lists and answers.csv",
	"demo.imported":   "%s: %d rows = %d people + %d merged + %d rejected + %d excluded",
	"demo.progress":   "attempted %d, reached %d of %d, not yet %d",
	"demo.verdict":    "judge: %s\n",
	"demo.took":       "took %.1f s\n",
	"flag.config":     "settings `FILE` (docs/settings.md)",
	"flag.twilio":     "loopback `ADDRESS` of a stand-in SMS provider that runs by itself",
	"flag.people":     "how many `N` people",
	"flag.office":     "`ADDRESS` of the office's pages",
	"serve.link":      "office: %s (makes the first admin, until %s; another: owabi link)\n",
	"serve.front":     "office: %s\n",
	"account.once":    "These passwords are shown this once.\n",
	"account.none":    "No accounts.\n",
	"account.closed":  "Closed: %s. Its sessions have ended.\n",
	"token.made":      "Shown this once. Good until %s.\n",
	"token.none":      "No tokens.\n",
	"token.revoked":   "Revoked: %s\n",
	"flag.id":         "`ID` to sign in with, 2 to 32 of a-z, 0-9, full stop, - and _",
	"flag.role":       "`ROLE`: viewer, operator, supervisor, author, approver or admin",
	"flag.token.role": "`ROLE`: viewer, operator, supervisor or author",
	"flag.channel":    "hold only this channel: email, sms, call, letter or hand (`NAME`)",
	"help.calls team": `list who makes the calls of a campaign, and how fast it goes`,
	"calls.pace":      "In the last hour %d calls; %d wait, %d of them promised and due; %d people nobody has tried.\n",
	"idle":            "idle", "calls": "calls", "last": "last",
	"flag.days":      "`N` days until the token runs out, at most 366",
	"flag.protected": "may see names and contacts of protected people",
	"id":             "ID", "password": "password", "role": "role", "factor": "second factor", "protected": "protected", "created": "made", "closed": "closed", "by": "by", "yes": "yes",
	"role.viewer": "viewer", "role.operator": "operator", "role.supervisor": "supervisor", "role.author": "author", "role.approver": "approver", "role.admin": "admin",
	"flag.faults":         "break things meanwhile: kill a worker and redis-server with -9, and wipe NATS",
	"flag.plan-clock":     "of a demo: take the time from the store",
	"demo.fault.worker":   ">>> a worker is killed (-9) with letters on the wire",
	"demo.fault.redis":    ">>> redis-server is killed (-9)",
	"demo.fault.nats":     ">>> NATS loses every job",
	"flag.data":           "data `DIR` of the server, in which its socket is",
	"flag.server":         "`URL` of the server, or unix:PATH of its socket",
	"flag.token-file":     "`FILE` of the token for a server at a URL",
	"flag.actor":          "`NAME` of who asks, for the journal",
	"flag.state":          "only people in this `STATE`: pending, in_progress, reached, unreachable, withdrawn",
	"flag.find.reason":    "why you look for this person: `TEXT`, kept sealed in the journal",
	"flag.reason":         "why this person is no longer to be told: `TEXT`, kept sealed",
	"flag.campaign":       "campaign `FILE` whose audience the list is for",
	"flag.audience":       "`NAME` of that audience",
	"flag.watch":          "show it anew every two seconds",
	"flag.as-of":          "figures as of `TIME`: \"2023-02-26 18:00\" in the campaign's zone, or RFC 3339",
	"flag.operator":       "`NAME` of who calls (default: $OWABI_OPERATOR, else $USER)",
	"flag.operators":      "`NUMBER` of operators",
	"flag.call-time":      "how long a call lasts on average: `TIME`",
	"flag.settle":         "how long the calls get onto their list before letters go out: `TIME`",
	"flag.letters.beside": "letters go out beside",
	"flag.for":            "how long it is measured: `TIME`",
	"flag.speaks":         "`LANGUAGES` that you speak: ja,en (default: any)",
	"flag.flag":           "`FLAGS` besides: letter (wants a letter instead), complaint; --language gives its own",
	"flag.language":       "`CODE` of the language in which to call from now on: en, zh, ko",
	"flag.at":             "not now, but at `TIME`: \"2023-02-26 18:00\", 18:00, or RFC 3339",
	"flag.inbound.at":     "`TIME` at which the call came",
	"flag.note":           "`TEXT` for colleagues, kept sealed",
	"flag.call-back":      "`TIME` that was promised: \"2023-02-26 18:00\", 18:00, or RFC 3339",
	"flag.as":             "`VERDICT`: handed_over or send_again",
	"flag.segment-price":  "what one segment of a text message costs: `PRICE`, in whatever currency",

	"warning.line": "warning: %s\n",

	"campaign.none":    "There is no campaign yet.\n",
	"campaign.now":     "%s: %s\n",
	"campaign.waiting": "%d people wait for their launch: owabi campaign launch %s\n",
	"campaign.off":     "The channel %s is paused: %s. Once that is mended: owabi campaign resume %s\n",
	"why.refused":      "the provider refuses us; check the user name, the password and the sender in the settings",
	"why.silent":       "nobody knows what became of the last messages; check the provider",
	"why.doubtful":     "nobody knows what became of many messages; check the provider",
	"why.by_hand":      "paused by a person; resume the campaign to open it again",
	"why.unfit":        "a letter is not fit to be sent; check the letters",
	"check.texts":      "%s: a text message takes %d segments (%s), at most %d times a person",
	"check.most":       "; to everybody %d segments at most",
	"check.cost":       ", which cost %s",
	"part":             "part",
	"what":             "what",
	"cure":             "cure",
	"campaign.fit":     "%s: fit to be launched\n",
	"campaign.written": "%s: written. Fill it in, then: owabi campaign check %s\n",

	"balance":          "%s: %d rows = %d people + %d merged + %d rejected + %d excluded\n",
	"people.count":     "%d entries\n",
	"people.contacts":  "%s: %d added, %d retired\n",
	"people.corrected": "%d withdrawn, %d of them told before, %d added; let them go with: owabi campaign launch %s\n",
	"published.id":     "id",
	"published.at":     "when",
	"published.why":    "why",
	"find.none":        "Nobody is found.\n",
	"find.more":        "%d entries, and there are more: ask by something that fewer people have\n",
	"find.protected":   "(protected)",
	"people.withdrawn": "%s: withdrawn\n",

	"status.as_of":      "as of %s\n",
	"status.reached":    "\n%s: %d of %d people reached\n",
	"status.cases":      "%d of %d cases (a household is one)\n",
	"status.extent":     "concerned: %d at first, %d now\n",
	"status.extent.day": "  %s: %d joined, %d withdrawn\n",
	"status.waiting":    "waiting for it",

	"calls.nobody":   "There is nobody to call now.\n",
	"calls.back":     "Back on the list.\n",
	"calls.handed":   "Handed over to %s.\n",
	"calls.ordered":  "The person is called again.\n",
	"calls.inbound":  "Then: owabi calls inbound %s %s DISPOSITION --at TIME\n",
	"calls.none":     "The call list is empty.\n",
	"calls.dial":     "Next: owabi calls dial %s\n",
	"calls.record":   "Then: owabi calls record %s DISPOSITION\n",
	"calls.recorded": "%s. The person is now: %s\n",
	"calls.again":    "To be called again at %s\n",

	"record.recorded":  "Recorded",
	"record.duplicate": "This was recorded before",
	"record.late":      "Recorded, and the open review is settled",
	"record.stale":     "Recorded; the person had moved on meanwhile",
	"record.unknown":   "There is no such person",

	"review.none":     "Nothing is in review.\n",
	"review.cure":     "Decide with: owabi review resolve --as handed_over|send_again ATTEMPT...\n",
	"review.resolved": "%d of %d settled\n",

	"link.made": "%s\nGood for one person, until %s.\n",

	"verify.repaired": "the index was completed for %d cases\n",
	"verify.counted":  "%d cases, %d people recounted\n",

	// headers of tables
	"campaign": "campaign", "audience": "audience", "goal": "goal", "state": "state", "people": "people", "waiting": "waiting",
	"launched": "launched", "reached_when": "reached when", "letter": "letter", "person": "person", "evidence": "evidence",
	"attempts": "attempts", "attempted": "attempted", "step": "step", "next": "next", "column": "column", "understood": "understood as",
	"row": "row", "verdict": "verdict", "why": "why", "unreached": "unreached", "channel": "channel", "try": "try", "attempt": "attempt",
	"operator": "operator", "due": "due", "until": "until", "at": "at", "name": "name", "language": "language", "promised": "promised", "reading": "reading", "number": "number",

	// states, goals, grades, channels
	"pending": "pending", "in_progress": "in progress", "reached": "reached", "unreachable": "unreachable", "withdrawn": "withdrawn",
	"review": "review", "draft": "draft", "running": "running", "paused": "paused", "stopped": "stopped",
	"apology": "apology", "deletion": "deletion", "notice": "notice",
	"none": "none", "handed_over": "handed over", "delivered": "delivered", "acknowledged": "acknowledged", "spoken": "spoken",
	"email": "e-mail", "sms": "SMS", "call": "call", "hand": "by hand",
	"listed": "listed", "offered": "offered", "dialled": "dialled",
	"warning": "warning", "rejected": "rejected", "merged": "merged", "excluded": "excluded",

	// columns of a list
	"column.name":              "name",
	"column.family_name":       "family name",
	"column.given_name":        "given name",
	"column.reading":           "reading",
	"column.family_reading":    "reading of the family name",
	"column.given_reading":     "reading of the given name",
	"column.organisation":      "organisation",
	"column.phone":             "telephone number",
	"column.email":             "e-mail address",
	"column.postal_code":       "postal code",
	"column.address":           "address",
	"column.address_line":      "street of the address",
	"column.address_region":    "region of the address",
	"column.address_end":       "end of the address",
	"column.language":          "language",
	"column.number":            "serial number",
	"column.id":                "the office's own number",
	"column.household":         "household",
	"column.protected":         "protected person",
	"column.agent_name":        "name of who is told for the person",
	"column.agent_reading":     "reading of who is told for the person",
	"column.agent_phone":       "telephone number of who is told for the person",
	"column.agent_email":       "e-mail address of who is told for the person",
	"column.agent_postal_code": "postal code of who is told for the person",
	"column.agent_address":     "address of who is told for the person",
	"column.field":             "field for letters",

	"flag.data.serve":     "data `DIR`: everything that the server keeps",
	"flag.sandbox":        "send nothing for real: letters go to a sandbox on this machine",
	"flag.smtp":           "`ADDR` of a sandbox that runs by itself (default: one within this process)",
	"sandbox.settings":    "settings that use it:\n",
	"sandbox.token":       "(the file %s is to hold %s and nothing else)\n",
	"flag.twilio.listen":  "`ADDR` on which to take SMS as Twilio does, of this machine only (default: no SMS)",
	"flag.account":        "`SID` of the account that the stand-in for Twilio knows",
	"flag.twilio.token":   "`FILE` that holds that account's auth token, and nothing else (default: 32 zeros)",
	"flag.smtp.listen":    "`ADDR` on which to take mail, of this machine only",
	"flag.connections":    "`N` connections to the relay (default: the transport's own)",
	"flag.key":            "`FILE` of the master key (default: master.key in the data directory)",
	"flag.public":         "`ADDR` of the listener for people's own pages",
	"flag.contact.add":    "`CONTACT` to use after those that are there; may be given several times",
	"flag.contact.retire": "`CONTACT` never to use again; may be given several times",
	"flag.contact.reason": "who gave it, or why it is wrong: `TEXT`, kept sealed",
	"flag.repair":         "first complete the index by which people are found",
	"flag.intake":         "`ADDR` on which other systems come in to publish people (docs/intake.md); nobody when empty",
	"flag.public-url":     "`URL` of that listener as people see it, for the links in letters",
	"flag.claim-lease":    "how long a claim may stay open before it goes to review: `DURATION`",
	"flag.job-lease":      "how long a job is lent before it is published again: `DURATION`",
	"flag.log":            "`FILE` to which every message is written, a JSON line each",

	// reading lists
	"flag.encoding":      "`ENCODING` of a text file: utf-8, utf-16 or cp932 (default: guessed)",
	"flag.hidden":        "rows, columns and sheets that the spreadsheet hides: `include|exclude`",
	"flag.sheet":         "`NAME` of the workbook's sheet that holds the list",
	"flag.unreadable":    "rows with characters that cannot be read: `reject|keep` (default: reject)",
	"flag.password-file": "`FILE` with the password of the workbook",
	"flag.out":           "write the rejected rows into the workbook `FILE`, to be mended and imported from there",
	"balance.encoding":   "read as %s, header in row %d\n",
	"balance.sheet":      "read from the sheet %s, header in row %d\n",
	"meter.rows":         "%d rows",
	"rejects.none":       "%s: not written, because no row is rejected\n",
	"rejects.written":    "%s: %d rejected rows, as they stand in the list. Mend them there and import that file with --password-file.\nIts passphrase, shown this once:\n%s\n",
}
