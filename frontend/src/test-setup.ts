import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A condition is waited for as long as a busy machine may need; one that is true at once costs nothing.
configure({ asyncUtilTimeout: 15_000 });

afterEach(cleanup);
