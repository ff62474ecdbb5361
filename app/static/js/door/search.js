// Finding somebody by what a hurried person types: lower case, å ä ö é without their marks, in any order.
const LETTERS = { ł: "l", þ: "th", ð: "d", ø: "o", æ: "ae", œ: "oe", đ: "d", ß: "ss", ŋ: "n" };
const FEWEST = 2;

// As app/kernel/text.py folds what it is held against.
export function fold(text) {
  const plain = text.toLowerCase().replace(/[łþðøæœđßŋ]/g, (letter) => LETTERS[letter]);
  return plain.normalize("NFD").replace(/\p{M}/gu, "");
}

// Those in whose name and organisation each word is, the ones that have a word beginning with it first; everybody for
// fewer than two letters. ``people`` are in Swedish order, and stay so.
export function find(people, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.join("").length < FEWEST) return people;
  const found = people.filter((one) => words.every((word) => one.find.includes(word)));
  const begins = (one) => words.every((word) => ` ${one.find}`.includes(` ${word}`));
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
