// Moments as the reader's clock says them.

/** "14:02:07", to tell moments of one minute apart */
export function exactTimeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  })
}

/** "14:02" */
export function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
}

/** "22 Nov" */
export function shortDay(ms: number): string {
  const then = new Date(ms)
  return `${then.getDate()} ${then.toLocaleDateString("en", { month: "short" })}`
}

/** "today", "yesterday", "Monday 3 August", with the year where it is another one. */
export function dayOf(ms: number, now = new Date()): string {
  const then = new Date(ms)
  if (then.toDateString() === now.toDateString()) return "today"
  const dayBefore = new Date(now)
  dayBefore.setDate(now.getDate() - 1)
  if (then.toDateString() === dayBefore.toDateString()) return "yesterday"
  return then.toLocaleDateString([], {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(then.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
  })
}

/** "today 14:02" */
export function momentOf(ms: number): string {
  return `${dayOf(ms)} ${timeOf(ms)}`
}
