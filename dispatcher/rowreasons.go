package dispatcher

// The codes of what an import says of a row, beside those of package roster.
// docs/lists.md lists them.
const (
	CodeLetterUnwritable = "letter_unwritable"   // rejected
	CodeAlreadyIn        = "already_in_audience" // merged
)

// letterUnwritable says that the letters to the person of a row cannot be
// written, and why.
func letterUnwritable(row int, why error, lang string) RowError {
	say := "the letter to this person cannot be written: "
	if lang == "ja" {
		say = "この方への文面を作れません："
	}
	return RowError{Row: row, Kind: "rejected", Code: CodeLetterUnwritable, Reason: say + why.Error()}
}

// alreadyIn says that the person of a row is in the audience by an earlier
// list.
func alreadyIn(row int, lang string) RowError {
	say := "this person is in the audience already, by a list imported before: nothing of this row is taken"
	if lang == "ja" {
		say = "以前に取り込んだ名簿で、すでに対象者に入っています。この行の内容では変更しません。"
	}
	return RowError{Row: row, Kind: "merged", Code: CodeAlreadyIn, Reason: say}
}

// The codes of what is said of a published person, beside those of a row.
// docs/intake.md lists them.
const (
	CodeNoAudience  = "no_such_audience"
	CodeNotOpened   = "envelope_not_opened"
	CodeStopped     = "campaign_stopped"
	CodeCardRefused = "card_refused"
	CodeNobody      = "no_id_and_no_contact"
)

// intakeReasons are the words, Japanese and English.
var intakeReasons = map[string][2]string{
	CodeNoAudience:  {"この対象区分は案件にありません。", "the campaign has no such audience"},
	CodeNotOpened:   {"この案件の公開鍵で封がされていないか、壊れていて開けません。", "the envelope does not open: it was not sealed to this campaign's public key, or is damaged"},
	CodeStopped:     {"案件は終了しています。", "the campaign is stopped"},
	CodeCardRefused: {"内容を読み取れません。", "the card cannot be read"},
	CodeNobody:      {"連絡先も番号もなく、Nats-Msg-Idもないため、ほかの方と見分けられません。", "neither a contact nor a number nor a Nats-Msg-Id tells this person from others"},
}

func intakeFault(code, lang string) Fault {
	say := intakeReasons[code]
	if lang == "ja" {
		return Fault{Code: code, Reason: say[0]}
	}
	return Fault{Code: code, Reason: say[1]}
}
