/** What a site's id is: its profile's file name too. */
export const SITE_ID = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/u
