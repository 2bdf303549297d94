/** Why a request was refused, in the words of `metav1.StatusReason`. */
export type StatusReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'AlreadyExists'
  | 'Conflict'
  | 'RequestEntityTooLarge'
  | 'NotAcceptable'
  | 'UnsupportedMediaType'
  | 'Invalid'
  | 'InternalError'

const CODES: Record<StatusReason, number> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  InternalError: 500,
}

/** A field that is not as it should be, in the words of `metav1.CauseType`. */
export type StatusCause = { reason: string; message: string; field: string }

export type StatusDetails = { name?: string; group?: string; kind?: string; causes?: StatusCause[] }

/** A failure that is answered as a `Status` object of meta/v1. */
export class StatusError extends Error {
  readonly code: number
  readonly reason: StatusReason
  readonly details: StatusDetails | undefined

  constructor(reason: StatusReason, message: string, details?: StatusDetails) {
    super(message)
    this.name = 'StatusError'
    this.code = CODES[reason]
    this.reason = reason
    this.details = details
  }

  toStatus(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details && { details: this.details }),
      code: this.code,
    }
  }
}

/** What server-side apply says about what does not fit the schema: an error of Go that nobody gave a reason. */
export class PlainError extends StatusError {
  constructor(message: string) {
    super('InternalError', message)
    this.name = 'PlainError'
  }

  override toStatus(): Record<string, unknown> {
    const { reason: _, ...status } = super.toStatus()
    return status
  }
}

/** What an API server says about a path or method it does not have. */
export function noSuchResource(): StatusError {
  return new StatusError('NotFound', 'the server could not find the requested resource', {})
}

/** What an API server says where it has the resource but not this verb. */
export function methodNotAllowed(): StatusError {
  return new StatusError('MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}
