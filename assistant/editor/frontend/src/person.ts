// The anonymous name of this browser, in a cookie: what its person dismissed "in all my
// drafts" is found again by it where nobody has to sign in. assistant/ui/person.py reads it.

const COOKIE = "postmortem_person"
const YEAR_S = 365 * 24 * 60 * 60

let name = ""

/** Return this browser's name, made and kept at the first call. */
export function browserPerson(): string {
  if (name) return name
  name = stored() ?? newName()
  const secure = location.protocol === "https:" ? "; secure" : ""
  // Set again at every visit: it lasts a year from the last one.
  document.cookie = `${COOKIE}=${name}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`
  return name
}

function stored(): string | null {
  return new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]{32})(?:;|$)`).exec(document.cookie)?.[1] ?? null
}

function newName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")
}
