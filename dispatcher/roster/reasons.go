package roster

import (
	"strconv"
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// code names what is said of a row, for programs: it stays, whatever the words.
type code string

// The codes, by what becomes of the row. docs/lists.md lists them.
const (
	// Excluded: the row is no person.
	codeBlank  code = "blank_row"
	codeHeader code = "header_again"
	codeTotal  code = "total"

	// Merged: the person stands in an earlier row.
	codeSame     code = "same_person"
	codeSameMore code = "same_person_contacts_added"

	// Rejected: the office has to mend the row.
	codeQuote          code = "quote_not_doubled"
	codeSwallowed      code = "rows_in_a_cell"
	codeFault          code = "row_not_readable"
	codeTooMany        code = "too_many_cells"
	codeNoHeader       code = "cell_without_header"
	codeLong           code = "cell_too_long"
	codeControl        code = "control_character"
	codeUnreadable     code = "unreadable_character"
	codeNoName         code = "name_missing"
	codeNameLines      code = "name_on_several_lines"
	codeInName         code = "contact_in_name"
	codeInReading      code = "contact_in_reading"
	codeInAddress      code = "contact_in_address"
	codeUnclear        code = "same_person_unclear"
	codeSameProtected  code = "same_person_protected"
	codeSameUnreadable code = "same_person_unreadable"
	codeTwoRows        code = "same_person_as_two_rows"

	// Warnings: the person is taken all the same.
	codeNoContact     code = "no_contact"
	codeShared        code = "shared_contact"
	codeQuestion      code = "question_mark_in_name"
	codePrivate       code = "private_character"
	codeKept          code = "unreadable_kept"
	codeUnreadContact code = "unreadable_contact"
	codeOrganisation  code = "taken_for_organisation"
	codeLanguage      code = "language_unknown"
	codePostalZero    code = "postal_code_zero"
	codePhoneZero     code = "phone_zero"
	codePhoneWords    code = "phone_words"
	codePhonePart     code = "phone_part"
	codePhoneUnusable code = "phone_unusable"
	codePhoneRounded  code = "phone_rounded"
	codePhoneEmail    code = "phone_is_email"
	codePhoneFax      code = "phone_fax"
	codeExtension     code = "phone_extension"
	codeEmailNoAt     code = "email_without_at"
	codeEmailLocal    code = "email_local_part"
	codeEmailSign     code = "email_character"
	codeEmailDomain   code = "email_domain"
	codeEmailIDN      code = "email_international_domain"
	codeEmailWords    code = "email_words"
	codeEmailPart     code = "email_part"

	// Of any kind: what is counted and not listed.
	codeMore code = "more_not_listed"
)

// said is what is to be said of a row, before it is put into words. It never
// holds a cell's text.
type said struct {
	code   code
	column string // header of the column; empty for the row as a whole
	row    int    // {row}: another row
	n      int    // {n}: a count, or a third row
	mark   string // {mark}: a character that stands for one that was lost
}

// in puts s into words of the language.
func (s said) in(lang string) string {
	w := wordsOf(s.code).ja
	if lang != "ja" {
		w = wordsOf(s.code).en
	}
	if strings.IndexByte(w, '{') < 0 {
		return w
	}
	w = strings.ReplaceAll(w, "{row}", strconv.Itoa(s.row))
	w = strings.ReplaceAll(w, "{n}", strconv.Itoa(s.n))
	return strings.ReplaceAll(w, "{mark}", s.mark)
}

// error is s as a reason of a row that became kind.
func (s said) error(row int, kind, lang string) dispatcher.RowError {
	return dispatcher.RowError{Row: row, Column: s.column, Kind: kind, Code: string(s.code), Reason: s.in(lang)}
}

// fault is what is said of a record that cannot be read. Whoever
// reads the file names its code.
func fault(why string) said {
	if wordsOf(code(why)).en != "" {
		return said{code: code(why)}
	}
	return said{code: codeFault}
}

// reasons are the words, in both languages, as an office would say them.
var reasons = map[code]words{
	codeBlank:  {"空白の行です。", "the row is blank"},
	codeHeader: {"見出しの行がもう一度入っています。", "the row is the header again"},
	codeTotal:  {"合計の行です。", "the row is a total"},

	codeSame:     {"{row}行目と同じ方で、内容も同じです。", "the same as row {row}"},
	codeSameMore: {"{row}行目と同じ方です。この行だけにある連絡先を{row}行目に加えました。", "the same person as row {row}: the contacts that only this row has were added there"},

	codeQuote:      {"セルの途中に引用符（\"）があります。二重（\"\"）にして、取り込み直してください。", "a quotation mark inside a cell is not doubled: mend it and import the row again"},
	codeSwallowed:  {"1つのセルに何行分もの内容が入っています。引用符（\"）の閉じ忘れを直して、取り込み直してください。", "a cell holds what look like whole rows, as if a quotation mark had not been closed: mend it and import the row again"},
	codeFault:      {"行を正しく読み取れません。元の名簿と見比べて直し、取り込み直してください。", "the row cannot be read as it stands: compare it with its source, mend it and import the row again"},
	codeTooMany:    {"見出しよりセルの数が多い行です。セルの中の区切り文字は引用符（\"）で囲んでください。", "the row has more cells than the header: a separator inside a cell needs quotation marks"},
	codeNoHeader:   {"見出しのない列に値があります。列に見出しを付けるか、値を消してください。", "the cell stands in a column without a header: give the column one, or clear the cell"},
	codeLong:       {"セルの内容が長すぎます（{n}バイトまで）。", "the cell is longer than {n} bytes"},
	codeControl:    {"目に見えない制御文字が入っています。消してから取り込み直してください。", "the cell holds a control character (NUL or the like): remove it"},
	codeUnreadable: {"読み取れない文字（{mark}）があります。元の書類を見て正しい文字を入れてください。", "the cell holds {mark} in place of a character that was lost: write it again from the source"},
	codeNoName:     {"氏名がありません。", "the name is missing"},
	codeNameLines:  {"氏名が2行以上あります。お一人につき1行にしてください。", "the name runs over several lines: give each person a row of their own"},
	codeInName:     {"氏名の列に電話番号かメールアドレスが入っています。この行は列がずれています。", "the name is a telephone number or an e-mail address: the cells of this row stand in the wrong columns"},
	codeInReading:  {"ふりがなの列に電話番号かメールアドレスが入っています。この行は列がずれています。", "the reading is a telephone number or an e-mail address: the cells of this row stand in the wrong columns"},
	codeInAddress:  {"住所の列に電話番号かメールアドレスが入っています。この行は列がずれています。", "the address is an e-mail address or a telephone number: the cells of this row stand in the wrong columns"},
	codeUnclear: {"{row}行目と同じ方と思われますが、内容が異なります。同じ方なら1行にまとめ、別の方なら見分けられるように直して、取り込み直してください。",
		"the same person as row {row}, it seems, with other details: put both into one row, or correct what makes two people look like one"},
	codeSameProtected: {"{row}行目と同じ方と思われますが、配慮が必要な方は自動で統合しません。確認して、どちらかの行を消してください。",
		"the same person as row {row}, it seems; a protected person is never merged by itself: check, and remove one of the rows"},
	codeSameUnreadable: {"{row}行目と同じ方かもしれませんが、氏名に読み取れない文字があるため判断できません。正しい氏名を入れてください。",
		"perhaps the same person as row {row}, but the name holds a character that cannot be read: write the name from the source"},
	codeTwoRows: {"{row}行目と{n}行目の両方と同じ方と思われます。確認して、3つの行を1行にまとめてください。",
		"the same person as row {row} and as row {n}, it seems: check, and put the three rows into one"},

	codeNoContact: {"連絡先がありません。対象者には数え、郵送・訪問・公表など、届く方法の段階で扱います。", "there is no contact: the person counts, and waits for a way that can reach them"},
	codeShared:    {"{row}行目の方と連絡先が同じですが、氏名が違うので別の方として扱います。", "the same contact as the person of row {row}, whose name is another: they are taken for two people"},
	codeQuestion:  {"氏名に「?」があります。文字が失われていないか確かめてください。", "there is a question mark in the name: check whether it stands for a lost character"},
	codePrivate:   {"外字が入っています。ほかの機械では読めないので、通常の文字に直してください。", "the cell holds a character of a private font (外字) that others cannot read: write it in a standard form"},
	codeKept: {"読み取れない文字（{mark}）があります。文面は送らず、電話だけで連絡します。正しい文字が分かったら直してください。",
		"the cell holds {mark} in place of a character that was lost: letters wait, and the person is only called"},
	codeUnreadContact: {"読み取れない文字（{mark}）があるため、この連絡先は使いません。", "the contact holds {mark} in place of a character that was lost: it is not used"},
	codeOrganisation:  {"団体とみなし、「御中」とします。", "the name is taken for an organisation (御中)"},
	codeLanguage:      {"文面は日本語か英語だけです。案件の言語で送り、この列の値は項目として残します。", "letters are written in ja or en only: the person gets the campaign's language, and the cell is kept as a field"},
	codePostalZero:    {"郵便番号の先頭の0が落ちていたので補いました。", "the postal code has lost its leading zero: it was put back"},

	codePhoneZero: {"電話番号の先頭の0が落ちていたので補いました。", "the telephone number has lost its leading zero: it was put back"},
	codePhoneWords: {"電話番号のほかに書き込みがあります。番号だけに掛け、書き込みは項目として残します。",
		"the cell holds more than the telephone number (a remark): the number is dialled without it, and the cell is kept as a field"},
	codePhonePart: {"電話番号として使えない部分があります。セルの値は項目として残します。", "a part of the cell is no telephone number that can be called: the cell is kept as a field"},
	codePhoneUnusable: {"掛けられる電話番号ではないので使いません。セルの値は項目として残します。",
		"the telephone number cannot be used, because no such number can be called: the cell is kept as a field"},
	codePhoneRounded: {"表計算ソフトが電話番号を丸めています（9.01E+09など）。文字列として書き直してください。", "a spreadsheet has rounded the telephone number: write it again, as text"},
	codePhoneEmail:   {"電話番号の列にメールアドレスがあります。使わずに項目として残します。", "this is an e-mail address, not a telephone number: the cell is kept as a field"},
	codePhoneFax:     {"FAX番号には電話を掛けません。セルの値は項目として残します。", "a fax number is not called: the cell is kept as a field"},
	codeExtension:    {"内線番号があります。電話を掛ける人に示します（自動では押しません）。", "there is an extension: it is shown to whoever calls, and not dialled"},

	codeEmailNoAt:   {"メールアドレスに@がないので使いません。セルの値は項目として残します。", "the e-mail address cannot be used: there is no @ in it; the cell is kept as a field"},
	codeEmailLocal:  {"メールアドレスの@より前が空か長すぎるので使いません。セルの値は項目として残します。", "the e-mail address cannot be used: the part before the @ is empty or too long; the cell is kept as a field"},
	codeEmailSign:   {"メールアドレスに使えない文字（空白・かっこなど）があるので使いません。セルの値は項目として残します。", "the e-mail address cannot be used: it holds a space, a bracket or another character that is not allowed; the cell is kept as a field"},
	codeEmailDomain: {"メールアドレスの@より後ろが正しくないので使いません。セルの値は項目として残します。", "the e-mail address cannot be used: the part behind the @ is no domain name; the cell is kept as a field"},
	codeEmailIDN:    {"メールアドレスの国際化ドメイン名が正しくないので使いません。セルの値は項目として残します。", "the e-mail address cannot be used: the part behind the @ is no valid international domain name; the cell is kept as a field"},
	codeEmailWords:  {"メールアドレスのほかに書き込みがあります。アドレスだけを使い、セルの値は項目として残します。", "the cell holds more than the e-mail address: the address is used, and the cell is kept as a field"},
	codeEmailPart:   {"メールアドレスとして使えない部分があります。使えるものだけを使い、セルの値は項目として残します。", "a part of the cell is no e-mail address: the others are used, and the cell is kept as a field"},

	codeMore: {"この行から先の{n}件は、同じ扱いとして数え、一覧には載せていません。", "from this row on, {n} more of this kind are counted but not listed"},
}
