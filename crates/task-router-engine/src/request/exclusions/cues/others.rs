//! Turkish, Hungarian, Vietnamese and Indonesian.

use super::Grammar;
use crate::text::Language;

pub(super) const TURKISH: Grammar = Grammar {
    language: Language::Turkish,
    neither: &["ne"],
    nor: &["ne"],
    postpositions: &["haric", "yerine", "olmadan", "disinda", "degil de"],
    stays: &["degil", "dokunma", "dokunmayin", "degistirme", "degistirmeyin", "karisma", "bosver", "unut"],
    adjectives: &["dogru", "mumkun", "hazir", "acik", "iyi", "guvenli", "gecerli", "belli", "aktif", "tamam", "normal"],
    openers: &["ve", "ama", "fakat", "veya", "sadece"],
    but: &["ama", "fakat"],
    only: &["sadece", "yalnizca"],
    working: &["calisiyor", "calismiyor", "aciliyor", "acilmiyor", "yukleniyor"],
    done: &["hazir", "bitti", "tamamlandi", "duzelttim", "bitirdim", "hallettim", "duzeltildi"],
    next: &["simdi", "sira"],
    unneeded: &["gerekmiyor", "gereksiz", "gerek yok", "fark etmez"],
    ..Grammar::NONE
};

pub(super) const HUNGARIAN: Grammar = Grammar {
    language: Language::Hungarian,
    without: &["kiveve"],
    postpositions: &["nelkul", "helyett", "kivetelevel"],
    not: &["nem"],
    is_before_verbs: true,
    but: &["hanem"],
    articles: &["a", "az", "egy"],
    indefinite: &["egy"],
    openers: &["es", "de", "hanem", "vagy"],
    joining: &["vagy"],
    missing: &["hiba", "valasz", "problema"],
    done: &["kesz", "elkeszult", "javitva", "megjavitottam", "kijavitottam", "befejeztem"],
    next: &["most"],
    unneeded: &["nem fontos", "mindegy", "nem kell", "nem szukseges"],
    ..Grammar::NONE
};

pub(super) const VIETNAMESE: Grammar = Grammar {
    language: Language::Vietnamese,
    has_accents: true,
    without: &[
        "chứ không phải",
        "không phải",
        "đừng động vào",
        "đừng đụng vào",
        "đừng sửa",
        "đừng thay đổi",
        "đừng dùng",
        "đừng",
        "không dùng",
        "không sử dụng",
        "không cần sửa",
        "không cần xem",
        "không cần",
        "không đụng vào",
        "không đụng đến",
        "không động vào",
        "không động đến",
        "không sửa",
        "không liên quan gì đến",
        "không liên quan đến",
        "không bao gồm",
        "bỏ qua",
        "ngoại trừ",
        "thay vì",
    ],
    missing: &["được", "nổi", "quên"],
    openers: &["và", "nhưng", "hoặc", "mà"],
    but: &["mà", "nhưng"],
    joining: &["hoặc", "hay", "và"],
    only: &["chỉ"],
    done: &["xong", "hoàn thành", "đã sửa", "sửa xong"],
    next: &["giờ", "bây giờ", "tiếp", "tiếp theo"],
    unneeded: &["không quan trọng", "không cần thiết", "không phải là vấn đề", "không phải vấn đề"],
    ..Grammar::NONE
};

pub(super) const INDONESIAN: Grammar = Grammar {
    language: Language::Indonesian,
    without: &[
        "tanpa",
        "selain",
        "kecuali",
        "abaikan",
        "lewati",
        "alih alih",
        "tidak perlu",
        "tak perlu",
        "tidak ada hubungannya dengan",
        "tidak termasuk",
    ],
    not: &["bukan"],
    dont: &["jangan"],
    reporting: &["lupa", "sampai", "ragu"],
    openers: &["dan", "tapi", "tetapi", "atau", "melainkan", "namun"],
    but: &["tapi", "tetapi", "melainkan", "namun"],
    joining: &["atau"],
    only: &["hanya", "cuma"],
    done: &["selesai", "beres"],
    next: &["sekarang", "selanjutnya", "lanjut"],
    unneeded: &["tidak penting", "tidak perlu", "tidak dibutuhkan", "bukan masalah", "bukan masalahnya"],
    ..Grammar::NONE
};
