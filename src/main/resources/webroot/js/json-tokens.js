const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Pretty JSON in pieces of one kind each: `key`, `string`, `number`, `word`, or '' for what lies between.
 *
 * @param most pieces at most; the rest of the text is one piece without a kind
 */
export function jsonTokens(json, most = 2000) {
  const tokens = [];
  let end = 0;
  for (const match of json.matchAll(TOKEN)) {
    if (tokens.length >= most) {
      break;
    }
    if (match.index > end) {
      tokens.push({ kind: '', text: json.slice(end, match.index) });
    }
    const [whole, quoted, colon, word] = match;
    tokens.push({ kind: kindOf(quoted, colon, word), text: whole });
    end = match.index + whole.length;
  }
  tokens.push({ kind: '', text: json.slice(end) });
  return tokens;
}

function kindOf(quoted, colon, word) {
  if (quoted !== undefined) {
    return colon === undefined ? 'string' : 'key';
  }
  return word === undefined ? 'number' : 'word';
}
