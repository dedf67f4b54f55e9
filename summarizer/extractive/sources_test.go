package extractive

import "testing"

func TestSourcesInManyLanguages(t *testing.T) {
	for _, c := range []struct{ lang, body, want string }{
		{"ar", "وقال وزير النقل كامل الوزير إن الخط سينقل مليون راكب يوميا.", "وزير النقل كامل الوزير"},
		{"ar", "وبحسب الهيئة القومية للأنفاق، ستبدأ المرحلة الثانية في العام المقبل.", "الهيئة القومية للأنفاق"},
		{"bn", "সোমবার এক সংবাদ সম্মেলনে মন্ত্রী বলেন, নতুন লাইনে প্রতিদিন পাঁচ লাখ যাত্রী চলবে।", "মন্ত্রী"},
		{"cs", "Most bude hotový v květnu, řekl ministr Jan Novák.", "ministr Jan Novák"},
		{"de", "Der Hafen wird leiser, sagte Senatorin Petra Lang.", "Senatorin Petra Lang"},
		{"de", "Die Umstellung kostet nach Angaben der Hafenbehörde rund 160 Millionen Euro.", "Hafenbehörde"},
		{"el", "Σύμφωνα με την ΕΥΔΑΠ, τα αποθέματα επαρκούν για 18 μήνες.", "ΕΥΔΑΠ"},
		{"en", "The ship left late, Hull Crown Court heard.", "Hull Crown Court"},
		{"en", "A man has died near Montrose, Police Scotland have confirmed.", "Police Scotland"},
		{"en", "The head of the river police said that the dam would hold.", "head of the river police"},
		{"en", "The growth is slow, according to a report by the World Bank.", "World Bank"},
		{"en", "Norlane SA (Oslo: NRL), a shipping group, on Monday announced the sale of nine ferries.", "Norlane SA"},
		{"en", "The group comprises a man, four women and a boy, said Ana Ruiz.", "Ana Ruiz"},
		{"en", "The harbour has added a ferry to the northern line.", ""},
		{"en", "We met her in Faro to ask what the numbers say.", ""},
		{"en", "There have been no injuries reported in the harbour.", ""},
		{"es", "El alcalde, Jorge Molina, dijo que la medida reducirá el tráfico.", "Jorge Molina"},
		{"fa", "به گفته مدیرعامل شرکت مترو، هزینه این طرح بالا بوده است.", "مدیرعامل شرکت مترو"},
		{"fr", "« C'est une mesure juste », a déclaré le maire, Paul Garnier.", "Paul Garnier"},
		{"fr", "La cathédrale rouvrira en mai, a indiqué jeudi 9 mai la préfecture de police de Paris.", "préfecture de police de Paris"},
		{"fr", "Selon La Croix, la loi sera votée en mai.", "La Croix"},
		{"fr", "Selon une source proche du dossier, la loi sera votée en mai.", "source proche du dossier"},
		{"he", "שר התחבורה דוד לוי אמר כי החוק יחסוך שני מיליארד שקלים בשנה.", "שר התחבורה דוד לוי"},
		{"hi", "रेल मंत्री अश्विनी कुमार ने सोमवार को कहा कि परियोजना पर करोड़ों रुपये खर्च हुए हैं।", "रेल मंत्री अश्विनी कुमार"},
		{"hi", "रेलवे बोर्ड के अनुसार, पहले साल में करीब 40 लाख यात्री आएंगे।", "रेलवे बोर्ड"},
		{"id", "Gubernur Budi Santoso mengatakan, anggaran sudah disiapkan.", "Gubernur Budi Santoso"},
		{"ja", "秋元市長は記者会見で「中心部のにぎわいを取り戻したい」と述べた。", "秋元市長"},
		{"ja", "市交通局によると、利用者は3万1千人に増える見通しだ。", "市交通局"},
		{"ko", "오세윤 사장은 \"하루 평균 3만 명이 이용했다\"고 말했다.", "오세윤 사장"},
		{"ko", "서울시에 따르면 연장 운행에는 180억 원이 든다.", "서울시"},
		{"nb", "Tunnelen skal stå ferdig i 2036, ifølge Jernbanedirektoratet.", "Jernbanedirektoratet"},
		{"pl", "Według Wód Polskich koszt wyniesie 1,2 mld zł.", "Wód Polskich"},
		{"pt", "De acordo com a Secretaria da Saúde, 210 mil pessoas aguardam.", "Secretaria da Saúde"},
		{"ru", "Мост откроют в мае, сообщила пресс-служба города.", "пресс-служба"},
		{"ru", "По словам директора Анны Петровой, мост откроют в мае.", "директора Анны Петровой"},
		{"th", "นายสมชาย กล่าวว่า โครงการนี้จะช่วยลดเวลาเดินทางจากกรุงเทพฯ ไปยังระยอง", "นายสมชาย"},
		{"tr", "TCDD'nin verilerine göre hattan yılda 13 milyon yolcu yararlanacak.", "TCDD"},
		{"tr", "Bakan Mehmet Yılmaz, \"Süre 3,5 saate inecek\" dedi.", "Bakan Mehmet Yılmaz"},
		{"tr", "Edinilen bilgiye göre köprü mayısta açılacak.", ""},
		{"tr", "Bakan Yılmaz, hattın maliyetinin arttığını söyledi.", "Bakan Yılmaz"},
		{"tr", "Bir kişi büyük ikramiyenin kendisine çıktığını söyledi.", ""},
		{"bn", "নজরদারি আরও বাড়ানো হয়েছে বলেও জানান মন্ত্রী আসাদুজ্জামান খান।", "মন্ত্রী আসাদুজ্জামান খান"},
		{"fr", "Le groupe se déclare nationaliste et veut un nouveau vote en mai.", ""},
		{"en", "The whole world is on fire, the senator from Texas said.", "senator"},
		{"ur", "وزیر ٹرانسپورٹ شرجیل احمد نے کہا کہ منصوبے پر چھ ارب روپے لاگت آئی ہے۔", "وزیر ٹرانسپورٹ شرجیل احمد"},
		{"vi", "Theo Sở Xây dựng, cây cầu sẽ giảm 30% lượng xe.", "Sở Xây dựng"},
		{"zh", "中央气象台首席预报员王海燕表示，这是今年以来影响范围最广的一次降雪。", "中央气象台首席预报员王海燕"},
		{"zh", "据北京市交通委员会消息，全市已有12条公交线路停运。", "北京市交通委员会"},
		{"zh", "根據環保署統計，交通運輸占污染來源的三成。", "環保署"},
		{"zh", "据了解，全市已有12条公交线路停运。", ""},
	} {
		d := take(t, c.body, c.lang)
		if got := d.sourceOf(len(d.sentences) - 1); got != c.want {
			t.Errorf("%s: %q: %q, want %q", c.lang, c.body, got, c.want)
		}
	}
}

func TestSheSaidIsAnsweredByTheSentenceBefore(t *testing.T) {
	for lang, body := range map[string]string{
		"en": "Minister Ana Ruiz said the dam would hold. She added that it would be raised in May.",
		"fr": "Le barrage tiendra, a déclaré Ana Ruiz. Elle a ajouté que la digue serait relevée en mai.",
	} {
		d := take(t, body, lang)
		if got := d.sourceOf(1); got != "Minister Ana Ruiz" && got != "Ana Ruiz" {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

func TestATagTellsMoreThanACommonNoun(t *testing.T) {
	body := "Shaded streets were three degrees cooler in the afternoon, according to a study of 46 streets that was published on Monday. — City Climate Office\n\n" +
		"The council will discuss the plan on Monday, said Lena Ortiz, who leads the climate committee of the town. — City Climate Office"
	d := take(t, body, "en")
	for i, want := range []string{"City Climate Office", "Lena Ortiz"} {
		if got := d.sourceOf(i); got != want {
			t.Errorf("sentence %d: source %q, want %q", i, got, want)
		}
	}
}
