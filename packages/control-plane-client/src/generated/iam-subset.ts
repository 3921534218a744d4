// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.

export interface paths {
    "/v3/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get a project-scoped IAM token with a password */
        post: operations["createUserToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List projects, to find a project id */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The reference shows the flat form; Keystone endpoints can answer with an error object. */
        IamError: {
            /** @description For instance IAM.0011. */
            error_code?: string;
            /** @description Message. */
            error_msg?: string;
            error?: {
                /** @description HTTP status. */
                code?: number;
                /** @description Message. */
                message?: string;
                /** @description Reason phrase. */
                title?: string;
            };
        };
        PasswordTokenRequest: {
            auth: {
                identity: {
                    /** @description Only password is documented. */
                    methods: "password"[];
                    password: {
                        user: {
                            /** @description IAM user. */
                            name: string;
                            /**
                             * Format: password
                             * @description Password.
                             */
                            password: string;
                            domain: {
                                /** @description Account the user belongs to. */
                                name: string;
                            };
                        };
                    };
                };
                /** @description CSE needs a project scope. */
                scope: {
                    project: {
                        /** @description Project, usually the region id. */
                        name?: string;
                        /** @description Project id, instead of name. */
                        id?: string;
                    };
                };
            };
        };
        /** @description Only the members a client needs. */
        IamToken: {
            token: {
                /**
                 * Format: date-time
                 * @description Expiry, UTC.
                 */
                expires_at: string;
                /**
                 * Format: date-time
                 * @description Issue time, UTC.
                 */
                issued_at?: string;
                /** @description Methods used. */
                methods?: string[];
                project?: {
                    /** @description Project id, the project_id of the CSE paths. */
                    id?: string;
                    /** @description Project name. */
                    name?: string;
                };
            };
        };
        Project: {
            /** @description Project id. */
            id: string;
            /** @description Project name; the region id for the default project of a region. */
            name: string;
            /** @description Account id. */
            domain_id?: string;
            /** @description Parent project, or the account. */
            parent_id?: string;
            /** @description Whether it is an account. */
            is_domain?: boolean;
            /** @description Description. */
            description?: string;
            /** @description Usable. */
            enabled?: boolean;
            links?: components["schemas"]["Links"];
        };
        Links: {
            /** @description Next page. */
            next?: string | null;
            /** @description Previous page. */
            previous?: string | null;
            /** @description This page. */
            self?: string;
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
            links?: components["schemas"]["Links"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createUserToken: {
        parameters: {
            query?: {
                /** @description Any value leaves the service catalog out of the body; use it, the catalog is large. */
                nocatalog?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordTokenRequest"];
            };
        };
        responses: {
            /** @description Token, in the header. */
            201: {
                headers: {
                    /** @description The token, for X-Auth-Token. */
                    "X-Subject-Token": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamToken"];
                };
            };
            /** @description Invalid request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamError"];
                };
            };
            /** @description Wrong credentials. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamError"];
                };
            };
            /** @description Any other status. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamError"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description Only the project of this name; give the region id. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description No valid credentials. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamError"];
                };
            };
            /** @description Any other status. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IamError"];
                };
            };
        };
    };
}
