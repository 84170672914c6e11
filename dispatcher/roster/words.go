package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// isNone reports whether an office writes this into a cell to say that there
// is nothing.
func isNone(text string) bool {
	if strings.ContainsAny(text, "0123456789@") {
		return false
	}
	switch compared(text) {
	case "なし", "無し", "無", "ナシ", "不明", "未登録", "未入力", "未記入", "該当なし", "n/a", "na", "none", "null", "nil", "unknown":
		return true
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Letter, unicode.Number, unicode.So, unicode.Co) && r != 'ー'
	})
}

// isNobody reports whether a name is none. Null, None and Na are names.
func isNobody(name string) bool {
	switch compared(name) {
	case "不明", "氏名不明", "名前不明", "名無し", "名前なし", "匿名", "なし", "無し", "未登録", "未入力", "未記入", "該当なし", "n/a", "unknown":
		return true
	}
	return !strings.ContainsFunc(name, unicode.IsLetter)
}

// isSelf reports whether the column for an agent says that it is the person.
func isSelf(name string) bool {
	switch compared(name) {
	case "本人", "ご本人", "同上", "同左", "同じ", "〃", "self":
		return true
	}
	return false
}

// isNo reports whether a mark says that there is no need for protection.
func isNo(mark string) bool {
	switch compared(mark) {
	case "なし", "ナシ", "無し", "無", "0", "×", "✕", "✖", "x", "いいえ", "否", "非該当", "該当なし", "対象外", "不要", "no", "n", "none", "false", "off":
		return true
	}
	return strings.Trim(mark, "-‐‑‒–—―−ー─━－ｰ \u3000") == ""
}

// isYes reports whether a mark says no more than that there is such a need.
func isYes(mark string) bool {
	switch compared(mark) {
	case "あり", "有り", "有", "アリ", "1", "○", "〇", "◯", "◎", "●", "レ", "✓", "✔", "はい", "要", "該当", "対象", "yes", "y", "true", "on":
		return true
	}
	return false
}

// compared is a short word in the form in which it is compared: width and case
// do not matter.
func compared(word string) string {
	const longest = 40 // bytes; no word here is longer
	if len(word) > longest || inert(word) && !strings.ContainsFunc(word, upper) {
		return word
	}
	return strings.ToLower(norm.NFKC.String(word))
}

func upper(r rune) bool { return 'A' <= r && r <= 'Z' }

// isContact reports whether a cell holds nothing but a telephone number or an
// e-mail address.
func isContact(text string) bool {
	if strings.IndexByte(text, '@') >= 0 || strings.Contains(text, "＠") {
		_, wrong := email(text)
		return wrong == ""
	}
	if countDigits(text) < nationalMin {
		return false
	}
	p := readPhones(text)
	return p.has() && p.plain
}

// countDigits counts digits, half and full width.
func countDigits(text string) (n int) {
	for i := range len(text) {
		if b := text[i]; '0' <= b && b <= '9' || b == 0xef && i+2 < len(text) && text[i+1] == 0xbc && text[i+2] >= 0x90 && text[i+2] <= 0x99 {
			n++
		}
	}
	return n
}

// isOrganisation reports whether a name is plainly a company's, by its legal
// form. A company with a person behind it (株式会社見本 見本太郎) is not.
func isOrganisation(name string) bool {
	if !strings.Contains(name, "社") && !strings.Contains(name, "法人") && inert(name) && !strings.ContainsFunc(name, latinLetter) {
		return false
	}
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

func latinLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '(' }

// one reports whether s is one word.
func one(s string) bool { return len(strings.Fields(s)) == 1 }

// language reads the language that a person wants: "ja", "en", or "" and
// whether that is all right.
func language(text string) (lang string, ok bool) {
	switch compared(text) {
	case "ja", "jp", "jpn", "ja-jp", "日本語", "和文", "japanese":
		return "ja", true
	case "en", "eng", "en-us", "en-gb", "英語", "英文", "english":
		return "en", true
	}
	return "", isNone(text)
}
