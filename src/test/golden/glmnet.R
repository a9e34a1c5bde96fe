# Golden reference numbers from glmnet. Needs R with the glmnet package (Debian: r-cran-glmnet), nothing else.
# Run from the repository root; it rewrites src/test/resources/golden/glmnet-*.json and wide.csv there:
#
#   Rscript src/test/golden/glmnet.R
#
# The objective these numbers minimise (v: weights summing to 1, s: centred population deviations, u: penalty factors):
#   1/2 sum v_i (y_i - b0 - x_i.b)^2 + regParam [ a sum u_j s_j |b_j| + (1-a)/2 (1/s_y) sum u_j s_j^2 b_j^2 ]
# with s_j = 1 in the penalty when standardization is off.
suppressPackageStartupMessages(library(glmnet))
glmnet.control(fdev = 0, devmax = 1) # never end a path early
# glmnet stops once every squared step (in standardised units) is below thresh.
THRESH <- 1e-28
MAXIT <- 1e9

dataDir <- "src/main/resources/ridgeline/data"
outDir <- "src/test/resources/golden"
producedBy <- sprintf("R %s.%s glmnet %s: Rscript src/test/golden/glmnet.R",
  R.version$major, R.version$minor, getNamespaceVersion("glmnet"))

# ---- data ----

diabetes <- function() {
  d <- read.csv(file.path(dataDir, "diabetes.csv"))
  list(x = as.matrix(d[, names(d) != "progression"]), y = d$progression)
}

# Numeric columns first, then every level of cut, color and clarity in byte order.
diamonds <- function() {
  d <- read.csv(gzfile(file.path(dataDir, "diamonds.csv.gz")), colClasses = c(cut = "character",
    color = "character", clarity = "character"))
  oneHot <- function(v) outer(v, sort(unique(v), method = "radix"), "==") + 0
  x <- cbind(as.matrix(d[, c("carat", "depth", "table", "x", "y", "z")]),
    oneHot(d$cut), oneHot(d$color), oneHot(d$clarity))
  list(x = unname(x), y = log(d$price))
}

# 60 rows, 150 features: neighbours correlate 0.6 (AR(1)), eight true effects, assorted offsets and scales.
wide <- function() {
  RNGkind("Mersenne-Twister", "Inversion", "Rejection")
  set.seed(20240607)
  n <- 60
  p <- 150
  z <- matrix(rnorm(n * p), n, p)
  for (j in 2:p) z[, j] <- 0.6 * z[, j - 1] + 0.8 * z[, j]
  x <- sweep(sweep(z, 2, 0.5 + (seq_len(p) %% 7), "*"), 2, seq_len(p) %% 11 - 5, "+")
  truth <- numeric(p)
  truth[c(3, 4, 20, 55, 56, 90, 121, 150)] <- c(3, -2, 2.5, 1.5, 1.5, -3, 2, -1)
  y <- 10 + drop(z %*% truth) + 2 * rnorm(n)
  path <- file.path(outDir, "wide.csv")
  rows <- apply(cbind(x, y), 1, function(r) paste(sprintf("%.17g", r), collapse = ","))
  writeLines(c(paste(c(paste0("f", seq_len(p)), "label"), collapse = ","), rows), path)
  d <- as.matrix(read.csv(path))
  list(x = d[, seq_len(p)], y = d[, p + 1])
}

# ---- one case ----

popSd <- function(v, w) sqrt(weighted.mean((v - weighted.mean(v, w))^2, w))

regParams <- function(x, y, w, a, s, u, ratio) {
  if (s$intercept) {
    x <- sweep(x, 2, apply(x, 2, weighted.mean, w))
    y <- y - weighted.mean(y, w)
  }
  scale <- if (s$standardize) apply(x, 2, popSd, w) else 1
  g <- abs(drop(crossprod(x, w / sum(w) * y))) / scale
  top <- max((g / u)[u > 0]) / max(a, 1e-3)
  top * ratio^(0:24 / 24)
}

# The glmnet path on some rows. With an intercept glmnet's (alpha, lambda) are ours. Without one glmnet divides the L2
# part by the root mean square of y where we divide by its deviation, hence alpha' and lambda' here. glmnet rescales
# penalty factors to sum to p, hence sum(u) / p.
fitPath <- function(x, y, w, a, s, u, regParam) {
  l2 <- if (s$intercept) 1 - a else (1 - a) * sqrt(weighted.mean(y^2, w)) / popSd(y, w)
  glmnet(x, y, weights = w, alpha = a / (a + l2), lambda = regParam * (a + l2) * sum(u) / length(u),
    standardize = s$standardize, intercept = s$intercept, penalty.factor = u, thresh = THRESH, maxit = MAXIT)
}

# cv.glmnet itself when every fold has the same (alpha, lambda), the same computation fold by fold otherwise.
crossValidate <- function(x, y, w, a, s, u, regParam, K) {
  foldid <- (seq_along(y) - 1) %% K + 1
  if (s$intercept || a == 1) {
    cv <- cv.glmnet(x, y, weights = w, foldid = foldid, type.measure = "mse", grouped = TRUE, alpha = a,
      lambda = regParam * sum(u) / length(u), standardize = s$standardize, intercept = s$intercept,
      penalty.factor = u, thresh = THRESH, maxit = MAXIT)
    return(list(cvm = cv$cvm, cvsd = cv$cvsd, min = cv$index["min", 1], oneSe = cv$index["1se", 1]))
  }
  mse <- sapply(seq_len(K), function(k) {
    test <- foldid == k
    fit <- fitPath(x[!test, ], y[!test], w[!test], a, s, u, regParam)
    apply((y[test] - predict(fit, x[test, ]))^2, 2, weighted.mean, w[test])
  })
  foldWeight <- tapply(w, foldid, sum)
  cvm <- apply(mse, 1, weighted.mean, foldWeight)
  cvsd <- sqrt(apply((mse - cvm)^2, 1, weighted.mean, foldWeight) / (K - 1))
  best <- which.min(cvm)
  list(cvm = cvm, cvsd = cvsd, min = best, oneSe = which(cvm <= cvm[best] + cvsd[best])[1])
}

num <- function(v) sprintf("%.17g", v)
arr <- function(v) paste0("[", paste(v, collapse = ", "), "]")
bool <- function(b) if (b) "true" else "false"

golden <- function(data, d, label, a, K = 10, ratio = 1e-3, weights = "none", standardize = TRUE,
                   intercept = TRUE, penaltyFactor = NULL) {
  s <- list(standardize = standardize, intercept = intercept)
  w <- if (weights == "cycle") 1 + (seq_along(d$y) - 1) %% 3 else rep(1, length(d$y))
  u <- if (is.null(penaltyFactor)) rep(1, ncol(d$x)) else penaltyFactor
  regParam <- regParams(d$x, d$y, w, a, s, u, ratio)
  fit <- fitPath(d$x, d$y, w, a, s, u, regParam)
  cv <- crossValidate(d$x, d$y, w, a, s, u, regParam, K)
  beta <- as.matrix(fit$beta)
  name <- sprintf("glmnet-%s-%s-%s", data, label, format(a))
  fields <- c(
    case = sprintf('"%s"', name), producedBy = sprintf('"%s"', producedBy), data = sprintf('"%s"', data),
    elasticNetParam = num(a), standardization = bool(standardize), fitIntercept = bool(intercept),
    l2Scale = '"mllib"', weights = sprintf('"%s"', weights), numFolds = num(K),
    penaltyFactor = if (is.null(penaltyFactor)) "null" else arr(num(u)),
    regParam = arr(num(regParam)), cvm = arr(num(cv$cvm)), cvsd = arr(num(cv$cvsd)), nzero = arr(colSums(beta != 0)),
    lambdaMin = num(regParam[cv$min]), lambda1se = num(regParam[cv$oneSe]), intercept = arr(num(fit$a0)),
    coefficients = paste0("[\n    ", paste(apply(beta, 2, function(b) arr(num(b))), collapse = ",\n    "), "\n  ]"))
  writeLines(c("{", paste0('  "', names(fields), '": ', fields, c(rep(",", length(fields) - 1), "")), "}"),
    file.path(outDir, paste0(name, ".json")))
  cat(sprintf("%-48s passes %d\n", name, fit$npasses))
}

# ---- the cases ----

dir.create(outDir, showWarnings = FALSE, recursive = TRUE)
db <- diabetes()
for (a in c(0, 0.5, 1)) {
  golden("diabetes", db, "plain", a)
  golden("diabetes", db, "weighted", a, weights = "cycle")
  golden("diabetes", db, "nostd", a, standardize = FALSE)
  golden("diabetes", db, "noint", a, intercept = FALSE)
  golden("diabetes", db, "penalty", a, penaltyFactor = c(0, 1, 2, 0.5, 1, 1, 3, 1, 0.1, 1))
}
golden("diabetes", db, "weighted-nostd-noint", 0.5, weights = "cycle", standardize = FALSE, intercept = FALSE)
wd <- wide()
for (a in c(0, 0.5, 1)) golden("wide", wd, "plain", a, K = 5, ratio = 1e-2)
dm <- diamonds()
for (a in c(0, 0.5, 1)) golden("diamonds", dm, "plain", a)
golden("diamonds", dm, "weighted", 0.5, weights = "cycle")
