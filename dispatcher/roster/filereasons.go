package roster

// The codes of what a file does to a row, beside those of what the row says.
const (
	// Excluded: the office said so.
	codeHiddenRow   code = "hidden_row"
	codeFilteredRow code = "filtered_row"

	// Rejected: the office has to mend the row.
	codeBytes     code = "bytes_are_no_characters"
	codeOtherCode code = "row_in_another_encoding"
	codeCellError code = "error_in_cell"
	codeNoValue   code = "formula_without_value"

	// Warnings: the row is taken all the same.
	codeMergedCell  code = "merged_cell"
	codeManyDigits  code = "number_rounded"
	codeHiddenCol   code = "hidden_column"
	codeHiddenSheet code = "hidden_sheet"
	codeOtherSheet  code = "sheet_not_read"
)

// fileReasons are their words.
var fileReasons = map[code]words{
	codeHiddenRow:   {"表計算ソフトで非表示になっている行なので、除きました。", "the row is hidden in the spreadsheet, and left out"},
	codeFilteredRow: {"表計算ソフトのフィルターで隠れている行なので、除きました。", "the row is filtered out in the spreadsheet, and left out"},

	codeBytes: {"文字として読めないデータ（外字など）があります。元の書類を見て正しい文字を入れてください。",
		"the cell holds bytes that are no characters (外字, or damage): write it again from the source"},
	codeOtherCode: {"この行だけ文字コードがUTF-8で、ほかの行（Shift_JIS）と異なります。ファイルをUTF-8で保存し直してください。",
		"the row is in UTF-8, and the rows above it are in CP932 (Shift_JIS): save the file anew as UTF-8"},
	codeCellError: {"計算式がエラー（#N/A など）になっています。値を入れて、取り込み直してください。",
		"the cell holds an error of the spreadsheet (#N/A or the like): write its value and import the row again"},
	codeNoValue: {"計算式の結果がファイルに入っていません。表計算ソフトで開いて保存し直してください。",
		"the cell holds a formula without its result: open the file in a spreadsheet program, save it, and import it again"},

	codeMergedCell: {"結合されたセルの値を、この行の値として読みました。", "the cell is merged with those above it: their value is taken for this row too"},
	codeManyDigits: {"15桁を超える数値は、表計算ソフトが丸めています。文字列として書き直してください。",
		"the number has more than 15 digits, and a spreadsheet has rounded it: write it again, as text"},
	codeHiddenCol:   {"非表示の列です。指定により読みませんでした。", "the column is hidden in the spreadsheet, and left out as asked"},
	codeHiddenSheet: {"非表示のシート「{mark}」は、指定により読みませんでした。", "the sheet {mark} is hidden, and left out as asked"},
	codeOtherSheet:  {"シート「{mark}」には見出しがなく、読みませんでした。", "the sheet {mark} has no header, and was not read"},
}

// words say one thing in both languages.
type words = struct{ ja, en string }

// wordsOf returns the words of a code, none when it is unknown.
func wordsOf(c code) words {
	if w, ok := fileReasons[c]; ok {
		return w
	}
	return reasons[c]
}
