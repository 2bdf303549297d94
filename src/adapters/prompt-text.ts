import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isTabKey,
  isUpKey,
  makeTheme,
  useKeypress,
  usePagination,
  usePrefix,
  useState,
  type KeypressEvent,
} from '@inquirer/core'
import { oneLine } from '../output.ts'

/** Something that can be taken instead of typing it; `name` is what is shown of it. */
export type Offer = { value: string; name: string }

export type TextConfig = {
  message: string
  initial: string | undefined
  validate: ((text: string) => string | undefined) | undefined
  /** What is offered beside what was typed so far; with nothing typed, the initial text is the first. */
  offered: (typed: string) => readonly Offer[]
  /** Lines of the list of offers. */
  pageSize: number
}

/** `chosen` is the offer that an arrow key led to; `fault` what is wrong with the last answer. */
type TextState = { typed: string; chosen?: number; fault?: string; answer?: string }

/** The line that the keys edit; the library empties it at Enter. */
type Line = { line: string; write(text: string): void; clearLine(direction: 0): void }

const NONE = -1

/**
 * A line of text. What was typed is the answer; with nothing typed it is the initial text, else the first offer. The
 * arrow keys choose among the offers, and Tab takes one over to be typed on.
 */
export const askText = createPrompt<string, TextConfig>((config, done) => {
  const [state, setState] = useState<TextState>({ typed: '' })
  const theme = makeTheme()
  const status = state.answer === undefined ? 'idle' : 'done'
  const prefix = usePrefix({ status, theme })
  const offers = config.offered(state.typed)
  const active = activeOffer(state, offers)
  useKeypress((key, line) => {
    const next = isEnterKey(key) ? entered(config, state, offers) : typedOn(state, offers, key, line)
    if (next.answer !== undefined) done(next.answer)
    else if (isEnterKey(key)) line.write(next.typed)
    setState(next)
  })
  const list = usePagination({
    items: offers,
    active: Math.max(active, 0),
    renderItem: ({ item, index }) => (index === active ? theme.style.highlight(`> ${item.name}`) : `  ${item.name}`),
    pageSize: config.pageSize,
    loop: false,
  })
  const question = `${prefix} ${theme.style.message(config.message, status)}`
  if (state.answer !== undefined) return `${question} ${theme.style.answer(oneLine(state.answer))}`
  const isInitialShown = state.typed === '' && config.initial !== undefined && offers.length === 0
  const initial = isInitialShown ? `${theme.style.defaultAnswer(oneLine(config.initial ?? ''))} ` : ''
  const fault = state.fault === undefined ? [] : [theme.style.error(oneLine(state.fault))]
  return [
    `${question} ${initial}${oneLine(state.typed)}`,
    [...fault, ...(offers.length === 0 ? [] : [list])].join('\n'),
  ]
})

/** Who has typed something means that; who has not means what stands first. */
function activeOffer({ typed, chosen }: TextState, offers: readonly Offer[]): number {
  return Math.min(chosen ?? (typed === '' ? 0 : NONE), offers.length - 1)
}

function entered(config: TextConfig, state: TextState, offers: readonly Offer[]): TextState {
  const text =
    offers[activeOffer(state, offers)]?.value ?? (state.typed === '' ? (config.initial ?? '') : state.typed)
  const fault = config.validate?.(text)
  // What is wrong stays there to be mended.
  return fault === undefined ? { typed: text, answer: text } : { typed: text, fault }
}

function typedOn(state: TextState, offers: readonly Offer[], key: KeypressEvent, line: Line): TextState {
  const active = activeOffer(state, offers)
  if (isTabKey(key)) {
    const typed = offers[Math.max(active, 0)]?.value ?? state.typed
    rewrite(line, typed)
    return { typed }
  }
  if (isUpKey(key) || isDownKey(key)) {
    rewrite(line, state.typed)
    const chosen = Math.min(Math.max(active + (isUpKey(key) ? -1 : 1), NONE), offers.length - 1)
    return { ...state, chosen }
  }
  return line.line === state.typed ? state : { typed: line.line }
}

/** Undoes what the key did to the line by itself: a tab in it, or an earlier line. */
function rewrite(line: Line, text: string): void {
  line.clearLine(0)
  line.write(text)
}

/** A line of which nothing is shown, not even how long it is. */
export const askSecret = createPrompt<string, { message: string }>((config, done) => {
  const [typed, setTyped] = useState('')
  const [isAnswered, setAnswered] = useState(false)
  const theme = makeTheme()
  const status = isAnswered ? 'done' : 'idle'
  const prefix = usePrefix({ status, theme })
  useKeypress((key, line) => {
    if (isEnterKey(key)) {
      setAnswered(true)
      done(typed)
    } else if (isTabKey(key) || isUpKey(key) || isDownKey(key)) {
      rewrite(line, typed)
    } else {
      setTyped(line.line)
    }
  })
  const question = `${prefix} ${theme.style.message(config.message, status)}`
  return isAnswered ? question : `${question} ${theme.style.help('(nothing is shown)')} `
})
