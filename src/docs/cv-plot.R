# Draws the cross-validated error of a sweep against regParam, one curve for each elasticNetParam:
#
#   Rscript src/docs/cv-plot.R runs/diamonds/<time> src/docs/diamonds-cv.svg
args <- commandArgs(trailingOnly = TRUE)
cv <- read.csv(file.path(args[1], "cv.csv"))
svg(args[2], width = 9, height = 4.6, bg = "white")
par(mar = c(4.2, 4.4, 1, 1), las = 1, cex = 0.95)
params <- sort(unique(cv$elasticNetParam))
colours <- hcl.colors(length(params), "Dark 3")
plot(NULL, log = "xy", xlim = rev(range(cv$regParam)), ylim = range(sqrt(cv$cvm)),
  xlab = "regParam (strong to weak)", ylab = "cross-validated RMSE", xaxt = "n")
ticks <- 10^(-4:3)
axis(1, ticks, formatC(ticks, format = "g"))
for (i in seq_along(params)) {
  curve <- cv[cv$elasticNetParam == params[i], ]
  lower <- sqrt(pmax(curve$cvm - curve$cvsd, 0)); upper <- sqrt(curve$cvm + curve$cvsd)
  polygon(c(curve$regParam, rev(curve$regParam)), c(lower, rev(upper)),
    col = adjustcolor(colours[i], 0.18), border = NA)
  lines(curve$regParam, sqrt(curve$cvm), col = colours[i], lwd = 2)
}
best <- cv[which.min(cv$cvm), ]
points(best$regParam, sqrt(best$cvm), pch = 19, cex = 1.3)
text(best$regParam, sqrt(best$cvm), sprintf("min %.4f", sqrt(best$cvm)), adj = c(1, -1.1))
legend("topright", legend = paste("elasticNetParam", params), col = colours, lwd = 2, bty = "n")
invisible(dev.off())
