//! Turkish, Finnish, Hungarian, Vietnamese and Indonesian.

use super::{Grammar, Participles};
use crate::text::Language::{Finnish, Hungarian, Indonesian, Turkish, Vietnamese};
use crate::text::{Role, grammar, joined, words};

pub(super) const TURKISH: Grammar = Grammar {
    // It stands behind what it negates: see `stays`.
    not: &[],
    postpositions: words!("olmadan|haric|yerine|disinda|degil de"),
    stays: words!("degil|dokunma|dokunmayin|degistirme|degistirmeyin|karisma|bosver|unut"),
    adjectives: words!("dogru|mumkun|hazir|acik|iyi|guvenli|gecerli|belli|aktif|tamam|normal"),
    openers: joined!(grammar(Turkish).conjunctions, words!("sadece")),
    working: words!("calisiyor|calismiyor|aciliyor|acilmiyor|yukleniyor"),
    done: words!("hazir|bitti|tamamlandi|duzelttim|bitirdim|hallettim|duzeltildi"),
    participles: Participles {
        ends: words!("dim|dum|tim|tum|dik|duk|tik|tuk|ildi|ildu|andi"),
        beside: words!("zaten|artik"),
        ..Participles::NONE
    },
    next: words!("simdi|sira"),
    unneeded: words!("gerekmiyor|gereksiz|gerek yok|fark etmez|istemiyorum|istemiyoruz"),
    unable: words!("mumkun degil"),
    ..Grammar::of(Turkish)
};

pub(super) const FINNISH: Grammar = Grammar {
    // Without them, `älä` (do not) is `ala` (an area).
    has_accents: true,
    besides: words!("paitsi|lukuun ottamatta|en tarvitse|emme tarvitse|ei tarvita"),
    postpositions: words!("sijaan|sijasta"),
    is_before_verbs: true,
    ignore: words!("unohda|ohita"),
    leave: words!("jätä|jättäkää"),
    alone: words!("rauhaan|ennalleen|pois"),
    missing: words!("vastausta|virhettä|virheitä|pääsyä"),
    working: words!("toimi|toimivat|aukea|lataudu"),
    done: words!("valmis|korjattu|hoidettu"),
    participles: Participles {
        others: words!(
            "kirjoitettu|kirjoitin|korjannut|korjasin|lähetetty|lähetin|maksanut|maksettu|maksoin|poistettu\
            |poistin|päivitetty|päivitin|tehty|tein|tilattu"
        ),
        beside: words!("jo|olen|olemme|on"),
        ..Participles::NONE
    },
    next: words!("nyt|seuraavaksi"),
    unneeded: words!("ei ole tärkeä|ei tarvita|ei haittaa"),
    asking: words!("miksi|miten|milloin|missä"),
    reporting: words!("unohda|epäröi|tiedä"),
    able: words!("voi|voin|voimme|pysty|onnistu"),
    unable: words!("en voi|emme voi|en pysty|mahdotonta"),
    neither: words!("ei"),
    did_not: words!("en|emme"),
    asked: words!("halua|haluan|haluamme|haluaisin|tarvitse|tarvitsen|tarvitsemme"),
    ..Grammar::of(Finnish)
};

pub(super) const HUNGARIAN: Grammar = Grammar {
    besides: words!("kiveve"),
    postpositions: words!("nelkul|helyett|kivetelevel"),
    is_before_verbs: true,
    but: grammar(Hungarian).with(Role::Rather),
    missing: words!("hiba|valasz|problema"),
    done: words!("kesz|elkeszult|javitva|megjavitottam|kijavitottam|befejeztem"),
    participles: Participles {
        ends: words!("ttem|ttam|dtem|dtam|ttuk|etve|itva"),
        others: words!("kifizetve|megirtam"),
        beside: words!("mar|van"),
        ..Participles::NONE
    },
    next: words!("most"),
    unneeded: words!("nem fontos|mindegy|nem kell|nem szukseges"),
    ignore: words!("felejtsd"),
    leave: words!("hagyd|hagyjatok"),
    alone: words!("beken|igy|ki"),
    able: words!("tudok|tudunk|tud|lehet|tudom"),
    reporting: words!("felejtsd|hezitalj"),
    working: words!("mukodik|megy|nyilik"),
    asking: words!("miert|hogyan|mikor|hol"),
    unable: words!("lehetetlen"),
    asked: words!("akarom|akarok|akarjuk|kell|kerem|szeretnem"),
    ..Grammar::of(Hungarian)
};

pub(super) const VIETNAMESE: Grammar = Grammar {
    // Only in phrases: it also negates the verbs of failures.
    not: &[],
    dont: &[],
    has_accents: true,
    besides: words!(
        "chứ không phải|không phải|đừng động vào|đừng đụng vào|đừng sửa|đừng thay đổi|đừng dùng|đừng|không dùng\
        |không sử dụng|không cần sửa|không cần xem|không cần|không đụng vào|không đụng đến|không động vào\
        |không động đến|không sửa|không liên quan gì đến|không liên quan đến|không bao gồm|bỏ qua|ngoại trừ\
        |thay vì|không muốn|mà không có"
    ),
    missing: words!("được|nổi|quên"),
    joining: joined!(grammar(Vietnamese).alternatives, words!("và")),
    done: words!("xong|hoàn thành|đã sửa|sửa xong"),
    next: words!("giờ|bây giờ|tiếp|tiếp theo"),
    unneeded: words!("không quan trọng|không cần thiết|không phải là vấn đề|không phải vấn đề"),
    ..Grammar::of(Vietnamese)
};

pub(super) const INDONESIAN: Grammar = Grammar {
    // `tidak` negates the verbs of failures.
    not: words!("bukan"),
    besides: words!(
        "selain|kecuali|abaikan|lewati|alih alih|tidak perlu|tak perlu|tidak ada hubungannya dengan\
        |tidak termasuk"
    ),
    reporting: words!("lupa|sampai|ragu"),
    done: words!("selesai|beres"),
    participles: Participles {
        others: words!(
            "dibayar|dibuat|dihapus|dikirim|diperbaiki|diperbarui|ditulis|membayar|membuat|memperbaiki\
            |mengirim|menghapus|menulis"
        ),
        beside: words!("sudah|telah|saya|kami"),
        ..Participles::NONE
    },
    next: words!("sekarang|selanjutnya|lanjut"),
    unneeded: words!("tidak penting|tidak perlu|tidak dibutuhkan|bukan masalah|bukan masalahnya"),
    able: words!("bisa|dapat"),
    unable: words!("tidak bisa|tidak dapat"),
    ..Grammar::of(Indonesian)
};
