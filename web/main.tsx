import "./without-eval.ts";
import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "#kernel/view/view.css";
import "./theme/base.css";
import "./layout/layout.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useLanguage } from "#kernel/view/language.view.tsx";
import { queries } from "./api.ts";
import { startWorker } from "./field/app.ts";
import { router } from "./router.tsx";
import { antdTheme, applyTokens } from "./theme/tokens.ts";

applyTokens(document.documentElement);
startWorker();

/** The whole application. A change of language draws everything anew, so that no word of the other language stays behind. */
function Application() {
  const language = useLanguage();
  return (
    <ConfigProvider
      key={language}
      locale={language === "zh" ? zhCN : enUS}
      theme={antdTheme}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Application />
  </StrictMode>,
);
