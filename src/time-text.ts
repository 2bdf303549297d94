/** A length of time as people say it: `90 days`, `11 h 59 min`, `4 min`, `30 s`. Never more than there is. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const hours = Math.floor(seconds / 3600)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  const minutes = Math.floor((seconds % 3600) / 60)
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`
  return minutes > 0 ? `${minutes} min` : `${seconds} s`
}

/** A countdown: `9:58`. */
export function countdownText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A moment in the user's own time zone, with the day where it is not today: `21:04`, `tomorrow 03:10`, `2026-11-30 08:00`. */
export function momentText(moment: string, now: number): string {
  const at = new Date(moment)
  const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
  const midnight = new Date(now)
  midnight.setHours(24, 0, 0, 0)
  if (at < midnight) return clock
  midnight.setDate(midnight.getDate() + 1)
  if (at < midnight) return `tomorrow ${clock}`
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')} ${clock}`
}

/** What follows the end of a session that ends earlier unless it is used: `; unused it ends at 22:48`. */
export function idleText(moment: string | null, now: number): string {
  return moment === null ? '' : `; unused it ends at ${momentText(moment, now)}`
}

/** `10m`, `90s`, `1h` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const parts = /^(\d{1,6})(s|m|h)$/u.exec(text)
  if (!parts) return undefined
  const unit = { s: 1000, m: 60_000, h: 3_600_000 }[parts[2] as 's' | 'm' | 'h']
  return Number(parts[1]) * unit || undefined
}
