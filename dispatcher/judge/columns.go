package judge

import (
	"cmp"
	"slices"
	"strings"
)

// columnKind is what a column of a list holds.
type columnKind int

// The kinds of columns that the judge tells apart.
const (
	fieldColumn columnKind = iota
	nameColumn
	companyColumn // names who is meant where the row has no other name
	familyColumn
	givenColumn
	readingColumn
	mailColumn
	phoneColumn
	addressColumn
	idleColumn // says nothing about one person: a number of the row, a language
)

// headerWords are looked for in a header, in this order; the first that stands
// in it decides. A word beginning with '=' has to be the whole header.
var headerWords = []struct {
	kind  columnKind
	words []string
}{
	{readingColumn, []string{"フリガナ", "ふりがな", "カナ", "かな", "よみ", "ヨミ", "読み", "=セイ", "=せい", "=メイ", "=めい", "reading", "kana", "phonetic"}},
	{mailColumn, []string{"メール", "mail"}},
	{phoneColumn, []string{"電話", "携帯", "固定", "=tel", "=tel.", "tel no", "phone", "mobile", "landline", "=cell"}},
	{addressColumn, []string{"住所", "所在地", "送付先", "郵送先", "〒", "郵便番号", "都道府県", "市区町村", "番地", "丁目", "建物", "方書",
		"address", "postal", "postcode", "=zip", "=zip code", "=city", "=prefecture", "street", "building"}},
	{familyColumn, []string{"=姓", "=氏", "=名字", "=苗字", "family name", "family_name", "last name", "last_name", "surname"}},
	{givenColumn, []string{"=名", "given name", "given_name", "first name", "first_name"}},
	{nameColumn, []string{"氏名", "名前", "姓名", "=名称", "宛名", "対象者", "利用者", "予約者", "契約者", "申込者", "お客様", "顧客", "=name", "full name", "customer name"}},
	{companyColumn, []string{"会社", "社名", "企業", "事業者", "事業所", "法人", "団体", "組織", "施設名", "店舗名", "company", "organisation", "organization", "business"}},
	{idleColumn, []string{"=no", "=no.", "=#", "=番号", "=通番", "=連番", "=項番", "=行番号", "=通し番号", "=number", "=言語", "=使用言語", "=希望言語", "=lang", "=language"}},
}

// kindOf understands a header, by the campaign file's own word where it has
// one.
func kindOf(header string, named map[string]string) columnKind {
	folded := string(fold(cmp.Or(named[header], header)))
	for _, w := range headerWords {
		if slices.ContainsFunc(w.words, func(word string) bool {
			whole, ok := strings.CutPrefix(word, "=")
			return ok && folded == whole || !ok && strings.Contains(folded, word)
		}) {
			return w.kind
		}
	}
	return fieldColumn
}

// names reports whether a column says who is meant.
func (k columnKind) names() bool { return k == nameColumn || k == companyColumn || k == familyColumn }

// contact reports whether a column says how to reach the person.
func (k columnKind) contact() bool { return k == mailColumn || k == phoneColumn }

// shortest is the least number of characters that a value of the kind needs to
// count as anybody's; 0 means that it never does.
func (k columnKind) shortest() int {
	switch k {
	case nameColumn:
		return 1
	case idleColumn, phoneColumn: // numbers are compared as numbers
		return 0
	}
	return anchorSize
}
