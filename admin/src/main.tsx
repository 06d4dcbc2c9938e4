import "@fontsource-variable/inter/opsz.css";
import "@mantine/core/styles.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/blocks.css";
import "./styles/lists.css";
import "./styles/shell.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "./api/query-client.ts";
import { styleNonce } from "./nonce.ts";
import { makeRouter } from "./routes.tsx";
import { cssVariablesResolver, theme } from "./theme.ts";

const queries = makeQueryClient(() => void router.invalidate());
const router = makeRouter(queries);

createRoot(document.querySelector("#root") ?? document.body).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariablesResolver}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
