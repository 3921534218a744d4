/** What one operation answers. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Asked {
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export type Handlers = Readonly<Record<string, (asked: Asked) => Reply | Promise<Reply>>>

/** Where servers differ from what is written; a test sets them. */
export interface Quirks {
  /** createGovernancePolicy answers `{id}`, as open-source does, or `{result}`. */
  createAnswersId: boolean
  /** Lists by kind are views of match groups and policies, as 5.4.9 shows, or flat, as the ancestor sends. */
  listsAreViews: boolean
  /** `rateLimiting` for `rate-limiting`. */
  camelKinds: boolean
  /** Route rules come back as JSON or YAML text. */
  rulesAs: 'json' | 'yaml'
  /** Errors say error_message in place of error_msg. */
  longMessages: boolean
}

/** An error in the spelling that is in force. */
export function errorReply(quirks: Quirks, status: number, code: string, message: string): Reply {
  const said = quirks.longMessages ? { error_message: message } : { error_msg: message }
  return { status, body: { error_code: code, ...said, request_id: 'req-of-the-body' } }
}
