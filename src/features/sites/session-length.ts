/** How long a session lasts, in hours, where a profile does not say. */
export const SESSION_HOURS = 12
