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
