# Times cv.glmnet on an export of jobs/benchmark, for jobs/peers.
# It reads the grid from standard input, one path per line, and prints lines of fields.
if (!requireNamespace("glmnet", quietly = TRUE)) quit(status = 69)
suppressPackageStartupMessages(library(glmnet))

args <- commandArgs(trailingOnly = TRUE)
directory <- args[1]
numbers <- as.list(setNames(as.numeric(args[-1]), c("rows", "features", "threads", "repeats")))
input <- file("stdin")
grid <- lapply(strsplit(readLines(input), "\t"), as.numeric)
close(input)
threads <- min(numbers$threads, length(grid))

readAll <- function(name, type, count) readBin(file.path(directory, name), type, count, endian = "little")
width <- numbers$features + 1
values <- matrix(readAll("rows.f64", "double", numbers$rows * width), width)
x <- t(values[-width, , drop = FALSE])
y <- values[width, ]
fold <- readAll("folds.i32", "integer", numbers$rows) + 1L
rm(values)

# With its defaults, alpha and lambda are the sweep's elasticNetParam and regParam; each fit standardises its rows.
crossValidate <- function(path) cv.glmnet(x, y, foldid = fold, alpha = path[1], lambda = path[-1])$cvm

# The processes of mclapply inherit what this process has loaded and allocated.
invisible(crossValidate(grid[[1]]))

seconds <- numeric()
for (run in seq_len(numbers$repeats)) {
  message(sprintf("glmnet.cv: run %d of %d", run, numbers$repeats))
  seconds[run] <- system.time(
    curves <- parallel::mclapply(grid, crossValidate, mc.cores = threads, mc.preschedule = FALSE)
  )[["elapsed"]]
  failed <- Filter(Negate(is.numeric), curves)
  if (length(failed) > 0) stop("a path failed: ", failed[[1]])
}

line <- function(...) cat(paste(..., sep = "\t"), "\n", sep = "")
number <- function(values) paste(sprintf("%.17g", values), collapse = "\t")
line("version", sprintf("glmnet %s, R %s", getNamespaceVersion("glmnet"), getRversion()))
line("blas", extSoftVersion()[["BLAS"]])
# A path has one fit per lambda in each fold and on all rows.
cells <- sum(lengths(curves)) * (max(fold) + 1)
note <- paste("elasticNetParam", toString(sapply(grid, head, 1)))
line("time", "glmnet.cv", cells, threads, note, number(seconds))
for (i in seq_along(grid)) line("cvm", number(c(grid[[i]][1], curves[[i]])))
