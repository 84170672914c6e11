package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// isNone reports whether an office writes this into a cell to say that there
// is nothing.
func isNone(text string) bool {
	switch strings.ToLower(norm.NFKC.String(text)) {
	case "なし", "無し", "無", "ナシ", "不明", "未登録", "未入力", "未記入", "該当なし", "n/a", "na", "none", "null", "nil", "unknown":
		return true
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Letter, unicode.Number, unicode.So, unicode.Co) && r != 'ー'
	})
}

// isNobody reports whether a name is none. Null, None and Na are names.
func isNobody(name string) bool {
	switch strings.ToLower(norm.NFKC.String(name)) {
	case "不明", "氏名不明", "名前不明", "名無し", "名前なし", "匿名", "なし", "無し", "未登録", "未入力", "未記入", "該当なし", "n/a", "unknown":
		return true
	}
	return !strings.ContainsFunc(name, unicode.IsLetter)
}

// isContact reports whether a cell holds nothing but a telephone number or an
// e-mail address.
func isContact(text string) bool {
	if strings.ContainsAny(text, "@＠") {
		_, err := email(text)
		return err == nil
	}
	if digits, _ := digitsOf(text); len(digits) < nationalMin {
		return false
	}
	p := readPhones(text)
	return p.has() && p.plain
}

// isOrganisation reports whether a name is plainly a company's, by its legal
// form. A company with a person behind it (株式会社見本 見本太郎) is not.
func isOrganisation(name string) bool {
	n := strings.ToLower(norm.NFKC.String(name))
	for _, form := range [...]string{"株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人", "一般財団法人", "公益社団法人",
		"公益財団法人", "社会福祉法人", "学校法人", "医療法人", "宗教法人", "特定非営利活動法人", "npo法人", "(株)", "(有)", "(同)"} {
		before, found := strings.CutSuffix(n, form)
		behind, ok := strings.CutPrefix(n, form)
		if found && one(before) || ok && one(behind) {
			return true
		}
	}
	for _, form := range [...]string{" inc", " inc.", " ltd", " ltd.", " llc", " k.k.", " corporation"} {
		if strings.HasSuffix(n, form) {
			return true
		}
	}
	return false
}

// one reports whether s is one word.
func one(s string) bool { return len(strings.Fields(s)) == 1 }

// language reads the language that a person wants: "ja", "en", or "" and
// whether that is all right.
func language(text string) (lang string, ok bool) {
	switch strings.ToLower(norm.NFKC.String(text)) {
	case "ja", "jp", "jpn", "ja-jp", "日本語", "和文", "japanese":
		return "ja", true
	case "en", "eng", "en-us", "en-gb", "英語", "英文", "english":
		return "en", true
	}
	return "", isNone(text)
}
