/* Numbers as they are typed and shown: comma or point, 1.250 and 1,250 after the page's language. */

const TYPED_NUMBER = /^-?\d+([.,]\d+)?$/;
const GROUPED = { id: /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/, en: /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/ };

/* What a text means as a number: {value} (null when empty) or {fault}, words that say what is wrong. */
function readNumber(form, text, whole) {
  const typed = text.trim().replace(/\s+/g, "");
  if (!typed) return { value: null };
  const language = form.page.language === "en" ? "en" : "id";
  let plain = typed;
  if (GROUPED[language].test(typed)) plain = typed.split(language === "id" ? "." : ",").join("");
  if (!TYPED_NUMBER.test(plain)) return { fault: form.t("not_a_number", { text: text.trim() }) };
  const value = Number(plain.replace(",", "."));
  if (value < 0) return { fault: form.t("below_zero") };
  if (value > 1e15) return { fault: form.t("too_large") };
  if (whole && !Number.isInteger(value)) return { fault: form.t("not_whole") };
  return { value };
}

/* A number as it stands in a field: no grouping, the language's own decimal sign. */
function writeNumber(form, value) {
  if (value === null || value === undefined) return "";
  return form.page.language === "en" ? String(value) : String(value).replace(".", ",");
}

function showNumber(form, value, decimals) {
  if (value === null || value === undefined) return "–";
  if (!form.writers.has(decimals)) {
    const digits = { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 2 };
    form.writers.set(decimals, new Intl.NumberFormat(form.page.language, digits));
  }
  return form.writers.get(decimals).format(value);
}

/* A part and its whole: {value}, {wait} while one is missing, or {fault}. */
function readPart(form, numerator, denominator) {
  if (numerator === null && denominator === null) return { value: null };
  if (numerator === null || denominator === null) return { wait: form.t("fill_both") };
  if (denominator === 0) return { fault: form.t("whole_is_zero") };
  if (numerator > denominator) return { fault: form.t("part_above_whole") };
  return { value: { numerator, denominator } };
}

function percentOf(part) {
  return (100 * part.numerator) / part.denominator;
}
