package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// known is a column that the dispatcher understands.
type known string

// The known columns. Every other column is a field of the person, called by
// its header.
const (
	colName          known = "name"
	colFamily        known = "family_name"
	colGiven         known = "given_name"
	colReading       known = "reading"
	colFamilyReading known = "family_reading"
	colGivenReading  known = "given_reading"
	colOrganisation  known = "organisation" // addressed 御中 where the row names no person
	colPhone         known = "phone"        // any number of columns
	colEmail         known = "email"        // any number of columns
	colPostalCode    known = "postal_code"
	colAddress       known = "address"
	colAddressLine   known = "address_line"   // a part of the address that holds the street
	colAddressRegion known = "address_region" // a part before it: prefecture, city
	colAddressEnd    known = "address_end"    // a part behind it: building, care of
	colLanguage      known = "language"
	colNumber        known = "number" // the row's own serial number: a field, but no property of the person
	colField         known = "field"
	colNone          known = "" // a column without header
)

// KnownColumns are the names that Options.Columns may map a header to.
func KnownColumns() []string {
	return []string{"name", "family_name", "given_name", "reading", "family_reading", "given_reading", "organisation",
		"phone", "email", "postal_code", "address", "address_line", "address_region", "address_end", "language", "number", "field"}
}

// single reports whether a list may have only one such column.
func (k known) single() bool {
	switch k {
	case colPhone, colEmail, colAddressLine, colAddressRegion, colAddressEnd, colNumber, colField, colNone:
		return false
	}
	return true
}

// names reports whether the column names the person.
func (k known) names() bool { return k == colName || k == colFamily || k == colOrganisation }

// named returns the known column that a mapping names, by its own name or by a
// usual header.
func named(s string) (known, bool) {
	for _, k := range KnownColumns() {
		if s == k {
			return known(k), true
		}
	}
	k := recognise(s)
	return k, k != colField && k != colNone
}

// recognise tells what a header means, colField when it is none of the usual
// ones.
func recognise(header string) known {
	h := fold(header)
	if h == "" {
		return colNone
	}
	if k := usual(h); k != colField {
		return k
	}
	if base := strings.TrimRight(h, "0123456789"); base != h && len(h)-len(base) <= 2 { // 電話番号2, address1
		switch k := usual(base); k {
		case colPhone, colEmail:
			return k
		case colAddress, colAddressLine:
			return colAddressLine
		}
	}
	return colField
}

// fold brings a header to one spelling: width, case, brackets, blanks and the
// mark of a required answer do not matter.
func fold(header string) string {
	h := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '#', r == '〒':
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(header))
	for _, mark := range []string{"必須", "任意"} {
		if t := strings.TrimSuffix(h, mark); t != "" {
			h = t
		}
	}
	return h
}

// usual lists the headers that offices use, folded.
func usual(h string) known {
	switch h {
	case "氏名", "名前", "お名前", "ご氏名", "姓名", "氏名漢字", "漢字氏名", "宛名", "対象者", "対象者名", "対象者氏名", "利用者名", "利用者氏名",
		"予約者名", "予約者氏名", "契約者名", "契約者氏名", "申込者名", "申込者氏名", "顧客名", "お客様名",
		"name", "fullname", "customername":
		return colName
	case "姓", "氏", "名字", "苗字", "姓漢字", "familyname", "lastname", "surname":
		return colFamily
	case "名", "名漢字", "givenname", "firstname":
		return colGiven
	case "フリガナ", "ふりがな", "カナ", "かな", "氏名カナ", "氏名かな", "氏名フリガナ", "氏名ふりがな", "カナ氏名", "カナ名", "名前カナ",
		"読み", "よみ", "ヨミ", "読み仮名", "読みがな", "よみがな", "ヨミガナ", "reading", "kana", "furigana", "phonetic", "namekana":
		return colReading
	case "セイ", "せい", "姓カナ", "姓かな", "姓フリガナ", "姓ふりがな", "familynamekana", "lastnamekana":
		return colFamilyReading
	case "メイ", "めい", "名カナ", "名かな", "名フリガナ", "名ふりがな", "givennamekana", "firstnamekana":
		return colGivenReading
	case "会社名", "会社", "御社名", "貴社名", "企業名", "事業者名", "事業所名", "法人名", "団体名", "組織名", "施設名", "店舗名",
		"company", "companyname", "organisation", "organization", "organisationname", "organizationname":
		return colOrganisation
	case "電話番号", "電話", "お電話番号", "連絡先電話番号", "代表電話", "代表電話番号", "tel", "telno",
		"携帯", "携帯電話", "携帯番号", "携帯電話番号", "電話番号携帯", "電話携帯", "tel携帯",
		"自宅電話", "自宅電話番号", "固定電話", "固定電話番号", "電話番号自宅", "電話番号固定", "電話自宅", "tel自宅",
		"phone", "phonenumber", "telephone", "telephonenumber", "homephone", "landline",
		"mobile", "mobilephone", "mobilenumber", "mobilephonenumber", "cell", "cellphone":
		return colPhone
	case "メールアドレス", "メール", "eメール", "eメールアドレス", "電子メール", "電子メールアドレス", "pcメール", "pcメールアドレス",
		"携帯メール", "携帯メールアドレス", "email", "mail", "emailaddress", "mailaddress":
		return colEmail
	case "郵便番号", "〒", "〒番号", "postalcode", "postcode", "zip", "zipcode":
		return colPostalCode
	case "住所", "ご住所", "現住所", "所在地", "送付先住所", "送付先", "郵送先", "郵送先住所", "address", "postaladdress", "mailingaddress":
		return colAddress
	case "番地", "町名番地", "町域番地", "丁目番地", "番地等", "以降の住所", "street", "streetaddress", "addressline":
		return colAddressLine
	case "都道府県", "都道府県名", "市区町村", "市区町村名", "市町村", "町名", "町域", "prefecture", "city":
		return colAddressRegion
	case "建物名", "建物", "建物名部屋番号", "建物名等", "マンション名", "方書", "building":
		return colAddressEnd
	case "言語", "使用言語", "希望言語", "language", "lang":
		return colLanguage
	case "番号", "no", "#", "通番", "連番", "項番", "行番号", "通し番号":
		return colNumber
	}
	return colField
}
